// On real servers that speak MongoDB's protocol: their addresses are in MONGODB_TEST_URLS.
import t from 'tap';
import { openMongoConversionStore } from '../../src/store/mongo-conversion-store.ts';
import { conversionStoreContract } from '../contracts/conversion-store.ts';
import { sampleConversion } from '../contracts/sample-conversion.ts';
import { NEEDS_MONGODB, onEachServer, openTestStore } from './mongo-test-store.ts';

t.setTimeout(600_000);

t.test(
  'the MongoDB store keeps the contract',
  NEEDS_MONGODB,
  onEachServer((t, url) => conversionStoreContract(t, () => openTestStore(url))),
);

t.test(
  'totals are counted to the limit and no further',
  NEEDS_MONGODB,
  onEachServer(async (t, url) => {
    const { store, close } = await openTestStore(url, { countLimit: 3 });
    t.teardown(close);
    const window = { limit: 2, skip: 0 };
    const totals = async () => {
      const [all, tagged] = [await store.list({}, window), await store.list({ tag: 'a' }, window)];
      return [all.total, all.totalIsExact, tagged.total, tagged.totalIsExact];
    };
    for (let n = 0; n < 3; n++) await store.insert(sampleConversion(n < 2 ? { tag: 'a' } : {}));
    t.strictSame(await totals(), [3, true, 2, true]);
    await store.insert(sampleConversion({ tag: 'a' }));
    t.strictSame(await totals(), [3, false, 3, true], 'at least three, and three');
    await store.insert(sampleConversion({ tag: 'a' }));
    t.strictSame(await totals(), [3, false, 3, false]);
    t.equal((await store.list({}, { limit: 9, skip: 0 })).conversions.length, 5, 'all are listed');
    t.equal((await store.countByStatus(4)).pending, 4);
  }),
);

t.test('a server that is not there is said within the limit', async (t) => {
  const started = performance.now();
  await t.rejects(openMongoConversionStore({ url: 'mongodb://127.0.0.1:1/converto', timeoutMs: 300 }), {
    name: 'MongoServerSelectionError',
  });
  t.ok(performance.now() - started < 2000);
});
