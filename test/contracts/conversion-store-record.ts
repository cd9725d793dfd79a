import type { Test } from 'tap';
import { advance, type Conversion, cancel, claim, complete } from '../../src/domain/conversion.ts';
import { type OpenStore, openFor } from './conversion-store.ts';
import { NOON, nextId, SAMPLE_REPORT, sampleConversion } from './sample-conversion.ts';

const RACES = 40;
const RACERS = 50;

export async function conversionStoreRecordContract(t: Test, open: OpenStore): Promise<void> {
  await t.test('what was inserted is found as it was', async (t) => {
    const { store } = await openFor(t, open);
    const plain = sampleConversion();
    const full = sampleConversion({
      tag: 'nightly',
      status: 'completed',
      converted: { ...plain.original, key: `/converted/${plain.id}/1/a.glb` },
      report: SAMPLE_REPORT,
      engine: SAMPLE_REPORT.engine,
      error: { code: 'engine_crashed', detail: 'It died.', retryable: true, stage: 'reading' },
      lease: { owner: 'worker-1', until: NOON + 30_000 },
      retryOf: plain.id,
      notBefore: NOON + 0.5,
      expiresAt: NOON + 1,
    });
    const large = sampleConversion({ options: { text: 'ü'.repeat(200_000), '$set.a': { 'b.c': 1 } } });
    for (const conversion of [plain, full, large]) await store.insert(conversion);
    t.strictSame(await store.find(plain.id), plain);
    t.strictSame(await store.find(large.id), large);
    t.strictSame(await store.find(full.id), full);
  });

  await t.test('an unknown id is not found', async (t) => {
    const { store } = await openFor(t, open);
    t.equal(await store.find(nextId()), undefined);
  });

  await t.test('an id that is taken is refused, and the first conversion stays', async (t) => {
    const { store } = await openFor(t, open);
    const first = sampleConversion();
    await store.insert(first);
    await t.rejects(store.insert(sampleConversion({ id: first.id, tag: 'second' })));
    t.strictSame(await store.find(first.id), first);
    t.equal((await store.list({}, { limit: 10, skip: 0 })).total, 1);
    t.equal((await store.list({ tag: 'second' }, { limit: 10, skip: 0 })).total, 0);
  });

  await t.test('one of many inserts of one id wins', async (t) => {
    const { store } = await openFor(t, open);
    const id = nextId();
    const racers = Array.from({ length: 20 }, (_, n) => sampleConversion({ id, tag: `racer-${n}` }));
    const results = await Promise.allSettled(racers.map((racer) => store.insert(racer)));
    const winners = racers.filter((_, n) => results[n]?.status === 'fulfilled');
    t.equal(winners.length, 1);
    t.strictSame(await store.find(id), winners[0]);
  });

  await t.test('a reader may change what it was given', async (t) => {
    const { store } = await openFor(t, open);
    const conversion = sampleConversion();
    await store.insert(conversion);
    const vandalise = (found: Conversion | undefined) => {
      const mutable = found as unknown as {
        options: { names: string[] };
        history: unknown[];
        status: string;
      };
      mutable.options.names.push('vandal');
      mutable.history.length = 0;
      mutable.status = 'failed';
    };
    vandalise(await store.find(conversion.id));
    vandalise((await store.list({}, { limit: 1, skip: 0 })).conversions[0]);
    vandalise((await store.findStale({ kind: 'unannounced', now: NOON, announcedBefore: NOON }, 1))[0]);
    t.strictSame(await store.find(conversion.id), conversion);
    const claimed = await store.transition(conversion.id, 1, claim(conversion, LEASE, NOON + 1));
    const expected = structuredClone(claimed);
    vandalise(claimed);
    t.strictSame(await store.find(conversion.id), expected);
  });

  await t.test('a transition changes what it names, removes what is undefined and adds 1', async (t) => {
    const { store } = await openFor(t, open);
    const pending = sampleConversion({ notBefore: NOON - 1, announcedAt: NOON });
    await store.insert(pending);
    const change = claim(pending, LEASE, NOON + 5);
    const claimed = await store.transition(pending.id, 1, change);
    const { notBefore: _removed, ...rest } = pending;
    const { notBefore: _undefined, ...set } = change;
    t.strictSame(claimed, { ...rest, ...set, revision: 2 });
    t.notOk('notBefore' in claimed!, 'removed, not set to undefined or null');
    t.strictSame(await store.find(pending.id), claimed);

    const converted = { ...pending.original, key: `/converted/${pending.id}/1/a.glb` };
    const done = complete(claimed!, { converted, report: SAMPLE_REPORT }, NOON + 9, 1000);
    const completed = await store.transition(pending.id, 2, done);
    t.match(completed, { revision: 3, status: 'completed', progress: 100, expiresAt: NOON + 1009 });
    t.strictSame(completed?.report, SAMPLE_REPORT);
    t.notOk('lease' in completed!);
  });

  await t.test('a transition from another revision changes nothing', async (t) => {
    const { store } = await openFor(t, open);
    const pending = sampleConversion();
    await store.insert(pending);
    for (const revision of [0, 2, -1, 1.5]) {
      t.equal(await store.transition(pending.id, revision, cancel(pending, NOON)), undefined);
    }
    t.strictSame(await store.find(pending.id), pending);
    t.equal(await store.transition(nextId(), 1, cancel(pending, NOON)), undefined, 'nor one of nothing');
  });

  await t.test(`of ${RACERS} transitions from one revision exactly one wins, ${RACES} times`, async (t) => {
    const { store } = await openFor(t, open);
    let current: Conversion | undefined = sampleConversion();
    await store.insert(current);
    current = await store.transition(current.id, 1, claim(current, LEASE, NOON));
    for (let race = 0; race < RACES; race++) {
      const before = current!;
      const changes = Array.from({ length: RACERS }, (_, n) => {
        const lease = { owner: `racer-${n}`, until: NOON + n };
        return advance(before, { stage: 'reading', progress: before.progress + 1, lease }, NOON + race);
      });
      const results = await Promise.all(
        changes.map((change) => store.transition(before.id, before.revision, change)),
      );
      const winners = results.filter((result) => result !== undefined);
      if (winners.length !== 1) return void t.equal(winners.length, 1, `race ${race}`);
      current = winners[0]!;
      if (current.revision !== before.revision + 1) t.equal(current.revision, before.revision + 1);
      const winner = changes[results.findIndex((result) => result !== undefined)];
      t.strictSame((await store.find(before.id))?.lease, winner?.lease, 'what is stored is the winner’s');
    }
    t.equal(current?.revision, 2 + RACES);
  });

  await t.test('a removed conversion is gone from everywhere', async (t) => {
    const { store } = await openFor(t, open);
    const conversion = sampleConversion({ tag: 'doomed' });
    const other = sampleConversion({ tag: 'spared' });
    await store.insert(conversion);
    await store.insert(other);
    t.equal(await store.remove(conversion.id), true);
    t.equal(await store.remove(conversion.id), false);
    t.equal(await store.find(conversion.id), undefined);
    t.strictSame(await store.list({}, { limit: 9, skip: 0 }), {
      conversions: [other],
      total: 1,
      totalIsExact: true,
      hasMore: false,
    });
    t.equal((await store.list({ tag: 'doomed' }, { limit: 9, skip: 0 })).total, 0);
    const unannounced = { kind: 'unannounced', now: NOON, announcedBefore: NOON } as const;
    t.strictSame(await store.findStale(unannounced, 9), [other]);
    t.equal((await store.countByStatus(99)).pending, 1);
    t.equal(await store.transition(conversion.id, 1, cancel(conversion, NOON)), undefined);
    await store.insert(conversion);
    t.strictSame(await store.find(conversion.id), conversion, 'and its id is free again');
  });

  await t.test('everything is there after reopening', async (t) => {
    const opened = await openFor(t, open);
    const pending = sampleConversion({ tag: 'kept' });
    const claimed = sampleConversion();
    await opened.store.insert(pending);
    await opened.store.insert(claimed);
    const after = await opened.store.transition(claimed.id, 1, claim(claimed, LEASE, NOON));
    const store = await opened.reopen();
    t.strictSame(await store.find(pending.id), pending);
    t.strictSame(await store.find(claimed.id), after);
    t.strictSame((await store.list({ tag: 'kept' }, { limit: 9, skip: 0 })).conversions, [pending]);
    t.strictSame(await store.findStale({ kind: 'lease_lost', until: LEASE.until + 1 }, 9), [after]);
    t.match(await store.countByStatus(99), { pending: 1, in_progress: 1 });
    t.match(await store.transition(pending.id, 1, cancel(pending, NOON)), { revision: 2 });
  });

  await t.test('it answers a ping until it is closed, and nothing afterwards', async (t) => {
    const { store } = await openFor(t, open);
    await t.resolves(store.ping());
    await store.close();
    await t.rejects(store.ping());
    await t.rejects(store.find(nextId()));
    await t.rejects(store.insert(sampleConversion()));
    await t.resolves(store.close(), 'closing twice does no harm');
  });
}

const LEASE = { owner: 'worker-1', until: NOON + 30_000 };
