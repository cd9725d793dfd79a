// On real servers that speak MongoDB's protocol: their addresses are in MONGODB_TEST_URLS.
import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import t from 'tap';
import { openMongoConversionStore } from '../../src/store/mongo-conversion-store.ts';
import { conversionStoreContract } from '../contracts/conversion-store.ts';

t.setTimeout(600_000);

const urls = (process.env.MONGODB_TEST_URLS ?? '').split(/[\s,]+/).filter(Boolean);

/** A store on a database of its own. */
async function openStore(server: string) {
  const url = new URL(server);
  url.pathname = `/converto_test_${randomBytes(6).toString('hex')}`;
  let store = await openMongoConversionStore({ url: url.href });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openMongoConversionStore({ url: url.href });
      return store;
    },
    async close() {
      await store.close();
      const client = new MongoClient(url.href);
      await client.db(url.pathname.slice(1)).dropDatabase();
      await client.close();
    },
  };
}

t.test(
  'the MongoDB store keeps the contract',
  { skip: urls.length ? false : 'needs MONGODB_TEST_URLS' },
  async (t) => {
    for (const [index, url] of urls.entries())
      await t.test(`server ${index + 1}`, (t) => conversionStoreContract(t, () => openStore(url)));
  },
);

t.test('a server that is not there is said within seconds', async (t) => {
  await t.rejects(openMongoConversionStore({ url: 'mongodb://127.0.0.1:1/converto' }), {
    name: 'MongoServerSelectionError',
  });
});
