// On real servers that speak MongoDB's protocol: their addresses are in MONGODB_TEST_URLS.
import t from 'tap';
import { mongoConversionStore, openMongoConversionStore } from '../../src/store/mongo-conversion-store.ts';
import { conversionStoreContract } from '../contracts/conversion-store.ts';
import { NOON, sampleConversion } from '../contracts/sample-conversion.ts';
import { NEEDS_MONGODB, onEachServer, openRecordedStore, openTestStore } from './mongo-test-store.ts';

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

t.test(
  'a change of what this process has seen is one command',
  NEEDS_MONGODB,
  onEachServer(async (t, url) => {
    const { store, connection, commands, close } = await openRecordedStore(url);
    t.teardown(close);
    const { id } = sampleConversion();
    await store.insert(sampleConversion({ id }));
    const sent = (action: () => Promise<unknown>) => {
      const before = commands.length;
      return action().then(() => commands.slice(before).map((command) => Object.keys(command)[0]));
    };
    const touch = { updatedAt: NOON };
    t.strictSame(await sent(() => store.transition(id, 1, touch)), ['update']);
    t.strictSame(await sent(() => store.transition(id, 2, touch)), ['update']);

    const another = await mongoConversionStore(connection);
    t.match(await another.transition(id, 3, touch), { revision: 4 }, 'unseen there: read first');
    t.equal(await store.transition(id, 3, touch), undefined, 'what is remembered here is outdated');
    t.equal((await store.find(id))?.revision, 4);
    t.strictSame(await sent(() => store.transition(id, 4, touch)), ['update']);
  }),
);
