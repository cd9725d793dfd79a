import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { openLmdbConversionStore } from '../../src/store/lmdb-conversion-store.ts';
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
