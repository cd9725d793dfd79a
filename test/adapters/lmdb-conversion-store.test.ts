import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { openLmdbConversionStore } from '../../src/store/lmdb-conversion-store.ts';
import { openLmdbDatabase } from '../../src/store/lmdb-database.ts';
import { conversionStoreContract } from '../contracts/conversion-store.ts';

t.test('the LMDB store keeps the contract', (t) =>
  conversionStoreContract(t, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'converto-lmdb-'));
    let store = await openLmdbConversionStore({ folder });
    return {
      store,
      async reopen() {
        await store.close();
        store = await openLmdbConversionStore({ folder });
        return store;
      },
      async close() {
        await store.close();
        await rm(folder, { recursive: true });
      },
    };
  }),
);

t.test('a change that throws writes nothing, and harms none of those it shares a commit with', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'converto-lmdb-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const database = await openLmdbDatabase(folder, 1);
  const table = database.table('table');
  const failure = new Error('on purpose');
  const results = await Promise.allSettled([
    database.write(() => table.put('before', '1')),
    database.write(() => {
      table.put('half', '1');
      throw failure;
    }),
    database.write(() => table.put('after', '1')),
  ]);
  t.match(results[1], { status: 'rejected', reason: failure });
  t.strictSame([...table.getKeys()], ['after', 'before']);
  await database.close();
});
