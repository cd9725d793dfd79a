import t from 'tap';
import type { Strike } from './campaign.ts';
import type { Write } from './history.ts';
import { score, table, UNATTRIBUTED } from './scoreboard.ts';

const MINUTE = 60_000;
const strike = (fault: string, from: number, more: Partial<Strike> = {}): Strike => ({
  ...{ fault, from, to: from + 1000, hit: true, overAt: from + 500 },
  ...more,
});
const FAULTS = ['early', 'late', 'aimed'];
const STRIKES = [
  strike('early', 0, { recoveredMs: 300 }),
  strike('early', 2000, { hit: false }),
  strike('early', 4000, { recoveredMs: 900 }),
  strike('late', 5 * MINUTE, { recoveredMs: 100 }),
  strike('aimed', MINUTE, { id: 'a' }),
];
const ENDED: Write = {
  by: 'worker-1#1',
  operation: 'transition',
  id: 'a',
  revision: 3,
  state: { revision: 3, status: 'completed', progress: 100, attempt: 1 },
  outcome: 'stored',
  at: MINUTE + 2000,
  answeredAt: MINUTE + 2500,
};
const lives = new Map([
  ['a', { from: MINUTE - 10_000, to: MINUTE + 3000 }],
  ['b', { from: 4 * MINUTE, to: undefined }],
]);
const rowsOf = (...violations: Parameters<typeof score>[2]) =>
  new Map(score(FAULTS, STRIKES, violations, { writes: [ENDED] }, lives).map((row) => [row.fault, row]));

t.test('a violation is counted at the faults that were at work while its conversion lived', async (t) => {
  const rows = rowsOf(
    { rule: 'r', id: 'a', detail: '' },
    { rule: 'r', id: 'b', detail: '' },
    { rule: 'r', at: 5 * MINUTE + 10, detail: '' },
    { rule: 'r', at: 10 * MINUTE, detail: '' },
    { rule: 'r', detail: '' },
  );
  const violations = [...rows.values()].map((row) => row.violations);
  t.strictSame(violations, [0, 2, 1, 2], 'early, late, aimed, and those that no fault explains');
  t.equal([...rows.keys()].at(-1), UNATTRIBUTED);
});

t.test('only hits count, and recovery is of what was hit', async (t) => {
  const rows = rowsOf();
  t.match(rows.get('early'), { hits: 2, tries: 3, recoveriesMs: [300, 900] });
  t.match(rows.get('aimed'), { hits: 1, recoveriesMs: [2000] });
  t.match(table([...rows.values()]), '| early | 2 of 3 tries | 0 | 0.3 s | 0.9 s |');
});
