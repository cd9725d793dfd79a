import type { Test } from 'tap';
import { announced, type Conversion, filesExpired } from '../../src/domain/conversion.ts';
import type { ConversionStore, StaleQuestion } from '../../src/domain/ports.ts';
import { type OpenStore, openFor } from './conversion-store.ts';
import { NOON, sampleConversion } from './sample-conversion.ts';

export async function conversionStoreStaleContract(t: Test, open: OpenStore): Promise<void> {
  const insertAll = async (store: ConversionStore, changes: Record<string, Partial<Conversion>>) => {
    const names = new Map<string, string>();
    // The newest first: order must come from the question, not from insertion.
    const made = Object.entries(changes).map(([name, change]) => [name, sampleConversion(change)] as const);
    for (const [name, conversion] of made.toReversed()) {
      names.set(conversion.id, name);
      await store.insert(conversion);
    }
    return async (question: StaleQuestion, limit = 100) =>
      (await store.findStale(question, limit)).map(({ id }) => names.get(id));
  };

  await t.test('unannounced: pending, due, and not heard of since', async (t) => {
    const { store } = await openFor(t, open);
    const ask = await insertAll(store, {
      never: {},
      neverAndDue: { notBefore: NOON },
      neverAndDueAgesAgo: { notBefore: NOON - 10_000.25 },
      neverAndNotDue: { notBefore: NOON + 1 },
      neverAndNotDueByAHair: { notBefore: NOON + 0.5 },
      announcedLongAgo: { announcedAt: NOON - 1000 },
      announcedBeforeThat: { announcedAt: NOON - 2000 },
      announcedJustNow: { announcedAt: NOON },
      announcedAndNotDue: { announcedAt: NOON - 1000, notBefore: NOON + 1 },
      announcedAndDue: { announcedAt: NOON - 1500, notBefore: NOON - 1600 },
      running: { status: 'in_progress', lease: { owner: 'w', until: 0 } },
      done: { status: 'completed' },
      failed: { status: 'failed', notBefore: NOON - 1 },
    });
    const question = { kind: 'unannounced', now: NOON, announcedBefore: NOON } as const;
    const expected = [
      'never',
      'neverAndDueAgesAgo',
      'neverAndDue',
      'announcedBeforeThat',
      'announcedAndDue',
      'announcedLongAgo',
    ];
    t.strictSame(await ask(question), expected, 'the longest unheard of first');
    t.strictSame(await ask(question, 4), expected.slice(0, 4));
    t.strictSame(await ask(question, 0), []);
    t.strictSame(await ask({ ...question, announcedBefore: NOON - 1500 }), [
      'never',
      'neverAndDueAgesAgo',
      'neverAndDue',
      'announcedBeforeThat',
    ]);
    const nobody = { ...question, announcedBefore: Number.NEGATIVE_INFINITY };
    t.strictSame(
      await ask(nobody),
      ['never', 'neverAndDueAgesAgo', 'neverAndDue'],
      'no announcement is lost',
    );
    const everybody = { ...question, announcedBefore: Number.POSITIVE_INFINITY };
    t.strictSame(await ask(everybody), [...expected, 'announcedJustNow'], 'every announcement is lost');
  });

  await t.test('an announcement ends it until the question moves on', async (t) => {
    const { store } = await openFor(t, open);
    const conversion = sampleConversion();
    await store.insert(conversion);
    const ask = async (announcedBefore: number) =>
      (await store.findStale({ kind: 'unannounced', now: NOON + 100, announcedBefore }, 9)).length;
    t.equal(await ask(NOON), 1);
    await store.transition(conversion.id, 1, announced(conversion, NOON + 10));
    t.equal(await ask(NOON + 10), 0);
    t.equal(await ask(NOON + 11), 1);
  });

  await t.test('lease_lost: in progress and not renewed', async (t) => {
    const { store } = await openFor(t, open);
    const lease = (until: number) => ({ status: 'in_progress' as const, lease: { owner: 'w', until } });
    const ask = await insertAll(store, {
      lost: lease(NOON - 1),
      lostBefore: lease(NOON - 5000),
      lostByAHair: lease(NOON - 0.5),
      held: lease(NOON),
      heldLong: lease(NOON + 30_000),
      pending: {},
      done: { status: 'completed', lease: { owner: 'w', until: NOON - 1 } },
    });
    t.strictSame(await ask({ kind: 'lease_lost', until: NOON }), ['lostBefore', 'lost', 'lostByAHair']);
    t.strictSame(await ask({ kind: 'lease_lost', until: NOON }, 1), ['lostBefore']);
    t.strictSame(
      await ask({ kind: 'lease_lost', until: Number.POSITIVE_INFINITY }),
      ['lostBefore', 'lost', 'lostByAHair', 'held', 'heldLong'],
      'all of them, where no worker can be alive',
    );
  });

  await t.test('expired: ended, with files, and kept for long enough', async (t) => {
    const { store } = await openFor(t, open);
    const ask = await insertAll(store, {
      now: { status: 'completed', expiresAt: NOON },
      before: { status: 'failed', expiresAt: NOON - 9 },
      longBefore: { status: 'cancelled', expiresAt: NOON - 99 },
      later: { status: 'completed', expiresAt: NOON + 1 },
      never: { status: 'completed' },
      gone: { status: 'completed', expiresAt: NOON - 50, filesRemovedAt: NOON - 40 },
      pending: { expiresAt: NOON - 9 },
    });
    t.strictSame(await ask({ kind: 'expired', at: NOON }), ['longBefore', 'before', 'now']);
    t.strictSame(await ask({ kind: 'expired', at: NOON }, 2), ['longBefore', 'before']);
  });

  await t.test('once its files are removed it is asked for no more', async (t) => {
    const { store } = await openFor(t, open);
    const conversion = sampleConversion({ status: 'completed', expiresAt: NOON });
    await store.insert(conversion);
    const ask = async () => (await store.findStale({ kind: 'expired', at: NOON }, 9)).length;
    t.equal(await ask(), 1);
    await store.transition(conversion.id, 1, filesExpired(conversion, NOON));
    t.equal(await ask(), 0);
    t.match(await store.find(conversion.id), { filesRemovedAt: NOON }, 'the record stays');
  });
}
