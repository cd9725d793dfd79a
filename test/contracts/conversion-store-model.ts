import fc from 'fast-check';
import type { Test } from 'tap';
import {
  announced,
  type Change,
  type Conversion,
  cancel,
  canMove,
  claim,
  fail,
  filesExpired,
  STATUSES,
  tryAgain,
} from '../../src/domain/conversion.ts';
import type { StaleQuestion } from '../../src/domain/ports.ts';
import type { OpenedStore, OpenStore } from './conversion-store.ts';
import { NOON, sampleConversion } from './sample-conversion.ts';

const RUNS = 12;

/** Runs random histories against the store and a plain Map, and compares every answer. */
export async function conversionStoreModelContract(t: Test, open: OpenStore): Promise<void> {
  await t.test('the store answers as a plain map of conversions would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const opened = await open();
        try {
          const model = new Map<string, Conversion>();
          for (const one of steps) await run(one, opened, model);
          await compare(opened, model);
        } finally {
          await opened.close();
        }
      }),
      { numRuns: RUNS },
    );
  });
}

const moment = fc.integer({ min: NOON - 5, max: NOON + 5 });
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('insert' as const), tag: fc.constantFrom('a', 'b', undefined) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      which: fc.nat(),
      how: fc.constantFrom('announce', 'claim', 'tryAgain', 'fail', 'cancel', 'expire'),
      at: moment,
      revisionOff: fc.constantFrom(0, 0, 0, 1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), which: fc.nat() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function run(one: Step, { store }: OpenedStore, model: Map<string, Conversion>): Promise<void> {
  if (one.kind === 'insert') {
    const conversion = sampleConversion(one.tag === undefined ? {} : { tag: one.tag });
    await store.insert(conversion);
    model.set(conversion.id, conversion);
    return;
  }
  const current = [...model.values()][one.which % Math.max(1, model.size)];
  if (current === undefined) return;
  if (one.kind === 'remove') {
    same(await store.remove(current.id), model.delete(current.id));
    return;
  }
  const change = changeOf(current, one.how, one.at);
  if (change === undefined) return;
  const after = await store.transition(current.id, current.revision + one.revisionOff, change);
  const expected =
    one.revisionOff === 0
      ? withoutUndefined({ ...current, ...change, revision: current.revision + 1 })
      : undefined;
  same(after, expected);
  if (expected !== undefined) model.set(current.id, expected);
}

function changeOf(current: Conversion, how: string, at: number): Change | undefined {
  const failure = { code: 'engine_crashed' as const, detail: 'died', retryable: true, stage: current.stage };
  if (how === 'announce') return announced(current, at);
  if (how === 'claim' && canMove(current.status, 'in_progress'))
    return claim(current, { owner: 'w', until: at }, at);
  if (how === 'tryAgain' && canMove(current.status, 'pending')) return tryAgain(current, failure, at, NOON);
  if (how === 'fail' && canMove(current.status, 'failed')) return fail(current, failure, at, 2);
  if (how === 'cancel' && canMove(current.status, 'cancelled')) return cancel(current, at);
  if (how === 'expire' && current.expiresAt !== undefined) return filesExpired(current, at);
  return undefined;
}

async function compare({ store }: OpenedStore, model: Map<string, Conversion>): Promise<void> {
  const all = [...model.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  for (const conversion of all) same(await store.find(conversion.id), conversion);
  for (const status of [undefined, ...STATUSES]) {
    for (const tag of [undefined, 'a', 'b']) {
      const expected = all.filter(
        (conversion) =>
          (status ?? conversion.status) === conversion.status && (tag ?? conversion.tag) === conversion.tag,
      );
      const page = await store.list(
        { ...(status && { status }), ...(tag && { tag }) },
        { limit: 5, skip: 1 },
      );
      same(page, {
        conversions: expected.slice(1, 6),
        total: expected.length,
        totalIsExact: true,
        hasMore: expected.length > 6,
      });
    }
  }
  for (let at = NOON - 6; at <= NOON + 8; at++) {
    const due = all.filter(
      ({ status, notBefore = 0, announcedAt = 0 }) =>
        status === 'pending' && notBefore <= at && announcedAt < NOON,
    );
    const lost = all.filter(({ status, lease }) => status === 'in_progress' && lease!.until < at);
    const expired = all.filter(
      ({ expiresAt, filesRemovedAt }) =>
        filesRemovedAt === undefined && expiresAt !== undefined && expiresAt <= at,
    );
    const ask = async (question: StaleQuestion) =>
      (await store.findStale(question, 100)).map(({ id }) => id).sort();
    const ids = (conversions: Conversion[]) => conversions.map(({ id }) => id).sort();
    same(await ask({ kind: 'unannounced', now: at, announcedBefore: NOON }), ids(due));
    same(await ask({ kind: 'lease_lost', until: at }), ids(lost));
    same(await ask({ kind: 'expired', at }), ids(expired));
  }
}

const withoutUndefined = (conversion: object): Conversion =>
  JSON.parse(JSON.stringify(conversion)) as Conversion;

function same(actual: unknown, expected: unknown): void {
  const [a, b] = [canonical(actual), canonical(expected)];
  if (a !== b) throw new Error(`the store says ${a} where the model says ${b}`);
}

/** Independent of the order of fields, which no store promises. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? 'undefined';
