import fc from 'fast-check';
import t from 'tap';
import {
  type Conversion,
  canMove,
  createConversion,
  isClaimable,
  isTerminal,
  STATUSES,
  type Status,
} from '../../src/domain/conversion.ts';
import { isProblem } from '../../src/domain/problem.ts';
import {
  apply,
  changeOf,
  FAILURE,
  freshConversion,
  type Move,
  move,
  OUTCOME,
  START,
  TRANSITIONS,
  type Transition,
} from './conversion-sample.ts';

/** From which statuses each transition is allowed, and where it leads. Written from docs/architecture.md. */
const ALLOWED: Record<Transition, Partial<Record<Status, Status>>> = {
  claim: { pending: 'in_progress' },
  advance: { in_progress: 'in_progress' },
  complete: { in_progress: 'completed' },
  fail: { pending: 'failed', in_progress: 'failed' },
  cancel: { pending: 'cancelled', in_progress: 'cancelled' },
  tryAgain: { in_progress: 'pending' },
  handBack: { in_progress: 'pending' },
  announced: Object.fromEntries(STATUSES.map((status) => [status, status])),
  filesExpired: Object.fromEntries(STATUSES.map((status) => [status, status])),
};

const anyMove: Move = {
  transition: 'claim',
  afterMs: 0,
  progress: 10,
  stage: 'reading',
  keepForMs: undefined,
};
const inStatus = (status: Status): Conversion => ({ ...freshConversion(), status });

t.test('each transition is allowed from exactly these statuses', async (t) => {
  for (const transition of TRANSITIONS) {
    for (const status of STATUSES) {
      const to = ALLOWED[transition][status];
      const attempt = () => changeOf(inStatus(status), { ...anyMove, transition }, START + 1);
      if (to === undefined) t.throws(attempt, `${transition} from ${status}`);
      else t.equal(attempt().status ?? status, to, `${transition} from ${status}`);
    }
  }
});

t.test('cancelling what has ended is the client’s mistake; anything else refused is ours', async (t) => {
  for (const status of ['completed', 'failed', 'cancelled'] as const) {
    t.throws(() => changeOf(inStatus(status), { ...anyMove, transition: 'cancel' }, START), {
      code: 'conversion_already_ended',
    });
    for (const transition of ['claim', 'advance', 'complete', 'fail', 'tryAgain', 'handBack'] as const) {
      t.throws(() => changeOf(inStatus(status), { ...anyMove, transition }, START), TypeError);
    }
  }
});

t.test('canMove and isTerminal agree', async (t) => {
  const moves = STATUSES.flatMap((from) =>
    STATUSES.filter((to) => canMove(from, to)).map((to) => `${from} → ${to}`),
  );
  t.strictSame(moves.sort(), [
    'in_progress → cancelled',
    'in_progress → completed',
    'in_progress → failed',
    'in_progress → pending',
    'pending → cancelled',
    'pending → failed',
    'pending → in_progress',
  ]);
  t.strictSame(STATUSES.filter(isTerminal), ['completed', 'failed', 'cancelled']);
});

const isRefusal = (error: unknown): boolean =>
  isProblem(error, 'conversion_already_ended') ||
  (error instanceof TypeError && /^conversion \w+ (is|cannot)/.test(error.message));

/** Runs moves as far as the domain allows them, and hands every step to `check`. */
function history(moves: Move[], check: (before: Conversion, after: Conversion, move: Move) => void): void {
  let current = freshConversion();
  let now = START;
  for (const one of moves) {
    now += one.afterMs;
    let after: Conversion;
    try {
      after = apply(current, changeOf(current, one, now));
    } catch (error) {
      if (isRefusal(error)) continue;
      throw error;
    }
    check(current, after, one);
    current = after;
  }
}

const holds = (property: (before: Conversion, after: Conversion, move: Move) => boolean, maxLength = 60) =>
  fc.assert(
    fc.property(fc.array(move, { maxLength }), (moves) =>
      history(moves, (before, after, one) => {
        if (property(before, after, one)) return;
        throw new Error(`${one.transition}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`);
      }),
    ),
    { numRuns: 500 },
  );

t.test('progress never falls within an attempt', async (t) => {
  holds(
    (before, after) =>
      after.attempt !== before.attempt || after.status === 'pending' || after.progress >= before.progress,
  );
  t.pass();
});

t.test('progress is a whole number from 0 to 100, and 100 only with completed', async (t) => {
  holds(
    (_before, { progress, status }) =>
      Number.isInteger(progress) &&
      progress >= 0 &&
      (status === 'completed' ? progress === 100 : progress <= 99),
  );
  t.pass();
});

t.test('a terminal status never changes', async (t) => {
  holds((before, after) => !isTerminal(before.status) || after.status === before.status);
  t.pass();
});

t.test('attempt grows by one with each claim and by nothing else', async (t) => {
  holds(
    (before, after, { transition }) => after.attempt - before.attempt === (transition === 'claim' ? 1 : 0),
  );
  t.pass();
});

t.test('a lease is held exactly while in progress', async (t) => {
  holds((_before, { status, lease }) => (status === 'in_progress') === (lease !== undefined));
  t.pass();
});

t.test('the history is bounded, keeps its first entry and ends with the newest', async (t) => {
  holds((before, after) => {
    const { history } = after;
    const grown = history.at(-1) !== before.history.at(-1);
    return (
      history.length <= 100 &&
      history[0]?.event === 'accepted' &&
      (!grown || history.at(-1)?.at === after.updatedAt) &&
      history.every((entry, n) => n === 0 || entry.at >= history[n - 1]!.at)
    );
  }, 200);
  t.pass();
});

t.test('many attempts fill the history to its limit', async (t) => {
  let conversion = freshConversion();
  for (let n = 0; n < 100; n++) {
    conversion = apply(conversion, changeOf(conversion, { ...anyMove, transition: 'claim' }, START + n));
    conversion = apply(conversion, changeOf(conversion, { ...anyMove, transition: 'tryAgain' }, START + n));
  }
  t.equal(conversion.history.length, 100);
  t.equal(conversion.history[0]?.event, 'accepted');
  t.equal(conversion.history.at(-1)?.attempt, 100);
});

t.test('what a transition leaves behind', async (t) => {
  holds((before, after, { transition, keepForMs }) => {
    if (transition === 'claim') return after.stage === 'validating' && !('notBefore' in after);
    if (transition === 'tryAgain')
      return after.notBefore === after.updatedAt + 50 && !('announcedAt' in after);
    if (transition === 'handBack') {
      return after.maxAttempts === before.maxAttempts + 1 && !('announcedAt' in after);
    }
    if (isTerminal(after.status) && !isTerminal(before.status)) {
      const expiry = keepForMs === undefined ? undefined : after.updatedAt + keepForMs;
      return after.completedAt === after.updatedAt && after.expiresAt === expiry && !('notBefore' in after);
    }
    return true;
  });
  t.pass();
});

t.test(
  'nothing changes the id, the original, the formats, the options or the moment of creation',
  async (t) => {
    const fixed = ({ id, original, sourceFormat, targetFormat, options, createdAt }: Conversion) =>
      JSON.stringify({ id, original, sourceFormat, targetFormat, options, createdAt });
    holds((before, after) => fixed(before) === fixed(after));
    t.pass();
  },
);

t.test('startedAt is the first claim and stays', async (t) => {
  holds((before, after, { transition }) =>
    before.startedAt === undefined
      ? after.startedAt === (transition === 'claim' ? after.updatedAt : undefined)
      : after.startedAt === before.startedAt,
  );
  t.pass();
});

t.test('completing keeps the outcome, failing the failure', async (t) => {
  const running = apply(freshConversion(), changeOf(freshConversion(), anyMove, START));
  const completed = apply(running, changeOf(running, { ...anyMove, transition: 'complete' }, START + 9));
  t.match(completed, { ...OUTCOME, engine: OUTCOME.report.engine, stage: 'done', progress: 100 });
  const failed = apply(running, changeOf(running, { ...anyMove, transition: 'fail' }, START + 9));
  t.strictSame(failed.error, FAILURE);
  t.equal(failed.history.at(-1)?.event, 'failed: engine_crashed while reading');
});

t.test('a conversion is claimable when it is pending and due', async (t) => {
  const pending = freshConversion();
  t.equal(isClaimable(pending, START), true);
  t.equal(isClaimable({ ...pending, notBefore: START + 1 }, START), false);
  t.equal(isClaimable({ ...pending, notBefore: START + 1 }, START + 1), true);
  for (const status of STATUSES) t.equal(isClaimable(inStatus(status), START), status === 'pending');
});

t.test('a new conversion says what it is a retry of', async (t) => {
  const { history: _history, createdAt: _createdAt, updatedAt: _updatedAt, ...given } = freshConversion();
  const retried = createConversion({ ...given, now: START, retryOf: 'f'.repeat(24), tag: 'nightly' });
  t.match(retried, { status: 'pending', attempt: 0, revision: 1, retryOf: 'f'.repeat(24), tag: 'nightly' });
  t.equal(retried.history[0]?.event, `accepted as a retry of ${'f'.repeat(24)}`);
});
