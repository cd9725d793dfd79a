/** What was claimed, in a table: fault × times × violations. */
import { isTerminal } from '../../src/domain/conversion.ts';
import type { Strike } from './campaign.ts';
import { groupBy } from './group-by.ts';
import type { History } from './history.ts';
import type { Violation } from './invariants/violation.ts';

/** What a fault does may show a little later. */
const ECHO_MS = 5000;

export interface Lives {
  get(id: string): { from: number; to: number | undefined } | undefined;
}

export interface Row {
  fault: string;
  hits: number;
  tries: number;
  violations: number;
  recoveriesMs: number[];
}

export const UNATTRIBUTED = 'unattributed';

export function score(
  faults: readonly string[],
  strikes: readonly Strike[],
  violations: readonly Violation[],
  history: Pick<History, 'writes'>,
  lives: Lives,
): Row[] {
  const blamed = violations.map((violation) => blame(violation, strikes, lives));
  const endedAt = endsOf(history);
  const rows = faults.map((fault): Row => {
    const tries = strikes.filter((strike) => strike.fault === fault);
    const hits = tries.filter(({ hit }) => hit);
    return {
      fault,
      tries: tries.length,
      hits: hits.length,
      violations: blamed.filter((names) => names.includes(fault)).length,
      recoveriesMs: hits.flatMap((strike) => recoveryOf(strike, endedAt)),
    };
  });
  const violationsOfNobody = blamed.filter((names) => names.length === 0).length;
  return [
    ...rows,
    { fault: UNATTRIBUTED, tries: 0, hits: 0, violations: violationsOfNobody, recoveriesMs: [] },
  ];
}

/** The faults that were at work while the conversion lived, or at the moment. */
function blame({ id, at }: Violation, strikes: readonly Strike[], lives: Lives): string[] {
  const life = id === undefined ? undefined : lives.get(id);
  const from = life?.from ?? at;
  const to = life === undefined ? at : (life.to ?? Number.POSITIVE_INFINITY);
  if (from === undefined || to === undefined) return [];
  const active = strikes.filter((strike) => strike.from <= to && strike.to + ECHO_MS >= from);
  return [...new Set(active.map(({ fault }) => fault))];
}

const endsOf = ({ writes }: Pick<History, 'writes'>): Map<string, number> =>
  new Map(
    [...groupBy(writes, ({ id }) => id)].flatMap(([id, all]) => {
      const end = all.find(({ state }) => state !== undefined && isTerminal(state.status));
      return end?.answeredAt === undefined ? [] : [[id, end.answeredAt] as const];
    }),
  );

function recoveryOf({ id, overAt, recoveredMs }: Strike, endedAt: ReadonlyMap<string, number>): number[] {
  if (id === undefined) return recoveredMs === undefined ? [] : [recoveredMs];
  const end = endedAt.get(id);
  return end === undefined || end < overAt ? [] : [end - overAt];
}

export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ fault, hits, tries, violations, recoveriesMs }) => {
    const sorted = [...recoveriesMs].sort((one, other) => one - other);
    const seconds = (ms: number | undefined) => (ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`);
    const measured = [sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)].map(seconds);
    const times = fault === UNATTRIBUTED ? '' : hits === tries ? `${hits}` : `${hits} of ${tries} tries`;
    return `| ${[fault, times, violations, ...measured].join(' | ')} |`;
  });
  return [
    '| fault | times hit | violations | recovery, median | recovery, longest |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
