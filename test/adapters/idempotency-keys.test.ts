// LMDB, and real servers that speak MongoDB's protocol: their addresses are in MONGODB_TEST_URLS.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import t from 'tap';
import { openLmdbStores } from '../../src/store/lmdb-stores.ts';
import { openMongoStores } from '../../src/store/mongo-stores.ts';
import { idempotencyKeysContract } from '../contracts/idempotency-keys.ts';

t.setTimeout(600_000);

const urls = (process.env.MONGODB_TEST_URLS ?? '').split(/[\s,]+/).filter(Boolean);

/** @param remove what was kept, once it is closed */
async function opened(open: () => ReturnType<typeof openLmdbStores>, remove: () => Promise<void>) {
  let stores = await open();
  return {
    keys: stores.idempotencyKeys,
    async reopen() {
      await stores.store.close();
      stores = await open();
      return stores.idempotencyKeys;
    },
    async close() {
      await stores.store.close();
      await remove();
    },
  };
}

t.test('LMDB keeps the contract', (t) =>
  idempotencyKeysContract(t, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'converto-lmdb-'));
    return opened(
      () => openLmdbStores({ folder }),
      () => rm(folder, { recursive: true }),
    );
  }),
);

t.test('MongoDB keeps the contract', { skip: urls.length ? false : 'needs MONGODB_TEST_URLS' }, async (t) => {
  for (const [index, server] of urls.entries())
    await t.test(`server ${index + 1}`, (t) => idempotencyKeysContract(t, () => onDatabaseOfItsOwn(server)));
});

function onDatabaseOfItsOwn(server: string) {
  const url = new URL(server);
  url.pathname = `/converto_test_${randomBytes(6).toString('hex')}`;
  return opened(
    () => openMongoStores({ url: url.href }),
    async () => {
      const client = new MongoClient(url.href);
      await client.db(url.pathname.slice(1)).dropDatabase();
      await client.close();
    },
  );
}
