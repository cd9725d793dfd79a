import type { Test } from 'tap';
import type { IdempotencyKey, KeyChange, KeyEntry } from '../../src/domain/idempotency.ts';
import type { IdempotencyKeys } from '../../src/domain/ports.ts';
import { NOON, nextId } from './sample-conversion.ts';

const RACES = 20;
const RACERS = 50;

export interface OpenedKeys {
  keys: IdempotencyKeys;
  /** Closes the keys and opens what was kept; `close` then closes those. */
  reopen(): Promise<IdempotencyKeys>;
  /** Closes the keys and removes what was kept. */
  close(): Promise<void>;
}

const named = (key: string, caller = 'anyone'): IdempotencyKey => ({ caller, key });

const entryOf = (changes: Partial<KeyChange> = {}): KeyChange => ({
  conversionId: nextId(),
  tries: 1,
  heldUntil: NOON + 30_000,
  expiresAt: NOON + 90_000,
  ...changes,
});

/** What every IdempotencyKeys promises. @param open makes new, empty ones at each call */
export async function idempotencyKeysContract(t: Test, open: () => Promise<OpenedKeys>): Promise<void> {
  const openFor = async (t: Test) => {
    const opened = await open();
    t.teardown(() => opened.close());
    return opened;
  };

  await t.test('what was put is found as it was, also after reopening', async (t) => {
    const opened = await openFor(t);
    t.equal(await opened.keys.find(named('a')), undefined);
    const plain = entryOf({ heldUntil: NOON + 0.5 });
    const outcome = {
      content: '{"$set":{"a.b":"№7"}}'.repeat(2000),
      sizeBytes: 2 ** 33 + 1,
      contentLength: 12,
    };
    const full = entryOf({ heldUntil: 0, tries: 7, contentLength: 12, outcome });
    t.strictSame(await opened.keys.put(named('a'), 0, plain), { ...plain, revision: 1 });
    t.strictSame(await opened.keys.put(named('b'), 0, full), { ...full, revision: 1 });
    t.strictSame(await opened.keys.find(named('a')), { ...plain, revision: 1 });
    const reopened = await opened.reopen();
    t.strictSame(await reopened.find(named('b')), { ...full, revision: 1 });
    t.strictSame(await reopened.put(named('b'), 1, plain), { ...plain, revision: 2 }, 'replaced as a whole');
    t.strictSame(await reopened.find(named('b')), { ...plain, revision: 2 });
  });

  await t.test('keys of other callers are other keys, whatever they are made of', async (t) => {
    const { keys } = await openFor(t);
    const all = [
      named('a'),
      named('a', 'somebody'),
      named('A'),
      named('a'.repeat(255)),
      named('a/b', 'c'),
      named('b', 'c/a'),
      named('","', 'x'),
      named('"', 'x","'),
      named('$set.{}[]~!'),
    ];
    const entries = all.map(() => entryOf());
    for (const [n, key] of all.entries()) await keys.put(key, 0, entries[n]!);
    for (const [n, key] of all.entries())
      t.strictSame(await keys.find(key), { ...entries[n], revision: 1 }, JSON.stringify(key));
  });

  await t.test('a put on another revision changes nothing', async (t) => {
    const { keys } = await openFor(t);
    const first = await keys.put(named('a'), 0, entryOf());
    for (const revision of [0, 2, 1.5, -1])
      t.equal(await keys.put(named('a'), revision, entryOf()), undefined, String(revision));
    t.strictSame(await keys.find(named('a')), first);
    t.equal(await keys.put(named('none'), 1, entryOf()), undefined, 'nor one of nothing');
    t.equal(await keys.find(named('none')), undefined);
  });

  await t.test(`of ${RACERS} claims of a new key exactly one wins, ${RACES} times`, async (t) => {
    const { keys } = await openFor(t);
    for (let race = 0; race < RACES; race++) {
      const winner = await raceFor(keys, named(`key-${race}`), 0);
      if (winner.length !== 1) return void t.equal(winner.length, 1, `race ${race}`);
      t.strictSame(await keys.find(named(`key-${race}`)), winner[0], 'what is stored is the winner’s');
    }
  });

  await t.test(`of ${RACERS} take-overs of one key exactly one wins, ${RACES} times`, async (t) => {
    const { keys } = await openFor(t);
    await keys.put(named('a'), 0, entryOf());
    for (let revision = 1; revision <= RACES; revision++) {
      const winner = await raceFor(keys, named('a'), revision);
      if (winner.length !== 1) return void t.equal(winner.length, 1, `revision ${revision}`);
      t.strictSame(await keys.find(named('a')), winner[0], 'what is stored is the winner’s');
    }
  });

  await t.test('the expired are removed, oldest first, the others stay', async (t) => {
    const { keys } = await openFor(t);
    for (const [name, expiresAt] of [
      ['late', NOON + 0.5],
      ['now', NOON],
      ['older', NOON - 1000],
      ['oldest', NOON - 2000],
      ['later', NOON + 1000],
    ] as const)
      await keys.put(named(name), 0, entryOf({ expiresAt }));
    await keys.put(named('renewed'), 0, entryOf({ expiresAt: NOON - 3000 }));
    const renewed = await keys.put(named('renewed'), 1, entryOf({ expiresAt: NOON + 3000 }));
    const left = async () => {
      const names = ['oldest', 'older', 'now', 'late', 'later', 'renewed'];
      const found = await Promise.all(names.map((name) => keys.find(named(name))));
      return names.filter((_, n) => found[n] !== undefined);
    };
    t.equal(await keys.removeExpired(NOON, 0), 0);
    t.equal(await keys.removeExpired(NOON, 1), 1);
    t.strictSame(await left(), ['older', 'now', 'late', 'later', 'renewed']);
    t.equal(await keys.removeExpired(NOON, 10), 2);
    t.equal(await keys.removeExpired(NOON, 10), 0);
    t.strictSame(await left(), ['late', 'later', 'renewed']);
    t.strictSame(await keys.find(named('renewed')), renewed);
    const again = entryOf();
    t.strictSame(await keys.put(named('now'), 0, again), { ...again, revision: 1 }, 'what is gone is free');
  });
}

async function raceFor(keys: IdempotencyKeys, key: IdempotencyKey, revision: number): Promise<KeyEntry[]> {
  const racers = Array.from({ length: RACERS }, (_, n) => entryOf({ tries: n + 1 }));
  const results = await Promise.all(racers.map((racer) => keys.put(key, revision, racer)));
  return results.filter((result) => result !== undefined);
}
