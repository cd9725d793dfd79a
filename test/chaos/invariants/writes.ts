/** What the store's journal must show: the compare-and-set has one winner, and what was acknowledged stays. */
import { isTerminal } from '../../../src/domain/conversion.ts';
import { groupBy } from '../group-by.ts';
import type { Final, History, State, Write } from '../history.ts';
import type { Violation } from './violation.ts';

type Known = { state: State; at: number };

export function checkWrites(history: History): Violation[] {
  const finals = new Map(history.final.map((one) => [one.id, one]));
  return [...groupBy(history.writes, ({ id }) => id)].flatMap(([id, writes]) => {
    const final = finals.get(id);
    return [
      ...oneWriterForEachRevision(id, writes, final),
      ...acknowledgedIsThere(id, writes, final, history.deleted.has(id)),
      ...statesFollow(id, knownStates(writes)),
    ];
  });
}

/** The state of each revision that was acknowledged. */
export const knownStates = (writes: readonly Write[]): Map<number, Known> =>
  new Map(
    writes
      .flatMap(({ state, at }) => (state === undefined ? [] : [[state.revision, { state, at }] as const]))
      .sort(([one], [other]) => one - other),
  );

function oneWriterForEachRevision(
  id: string,
  writes: readonly Write[],
  final: Final | undefined,
): Violation[] {
  const mayHaveWritten = writes.filter(
    ({ operation, outcome }) => operation !== 'remove' && outcome !== 'refused',
  );
  const tries = groupBy(mayHaveWritten, ({ revision }) => revision);
  const twice = [...tries].flatMap(([revision, all]) => {
    const stored = all.filter(({ outcome }) => outcome === 'stored');
    return stored.length < 2
      ? []
      : [
          {
            rule: 'revision written twice',
            id,
            at: stored[1]!.at,
            detail: `revision ${revision} was acknowledged to ${stored.map(({ by }) => by).join(' and ')}`,
          },
        ];
  });
  const gaps = Array.from({ length: final?.revision ?? 0 }, (_, at) => at + 1)
    .filter((revision) => !tries.has(revision))
    .map((revision) => ({
      rule: 'revision without a writer',
      id,
      detail: `nobody can have written revision ${revision} of ${final?.revision}`,
    }));
  return [...twice, ...gaps];
}

function acknowledgedIsThere(
  id: string,
  writes: readonly Write[],
  final: Final | undefined,
  deleted: boolean,
): Violation[] {
  const stored = writes.filter(({ state }) => state !== undefined);
  const last = stored.sort((one, other) => one.revision - other.revision).at(-1);
  if (last?.state === undefined || (final === undefined && deleted)) return [];
  const { revision, status, progress, attempt } = last.state;
  if (final === undefined || final.revision < revision)
    return [
      {
        rule: 'acknowledged write vanished',
        id,
        at: last.at,
        detail: `${last.by} was told that revision ${revision} (${status}) is stored; there is ${final?.revision ?? 'nothing'}`,
      },
    ];
  const same = final.status === status && final.progress === progress && final.attempt === attempt;
  if (final.revision > revision || same) return [];
  return [
    {
      rule: 'acknowledged write vanished',
      id,
      at: last.at,
      detail: `revision ${revision} was ${status} ${progress} % of attempt ${attempt}, and is ${final.status} ${final.progress} % of ${final.attempt}`,
    },
  ];
}

function statesFollow(id: string, known: ReadonlyMap<number, Known>): Violation[] {
  const violations: Violation[] = [];
  for (const [revision, { state, at }] of known) {
    const before = known.get(revision - 1)?.state;
    if (before === undefined) continue;
    const say = (rule: string, detail: string) =>
      violations.push({ rule, id, at, detail: `revision ${revision}: ${detail}` });
    if (isTerminal(before.status) && (state.status !== before.status || state.sha256 !== before.sha256))
      say('terminal state changed', `from ${before.status} to ${state.status}`);
    if (state.attempt < before.attempt) say('attempt fell', `from ${before.attempt} to ${state.attempt}`);
    const claimed = before.status === 'pending' && state.status === 'in_progress';
    if (claimed !== state.attempt > before.attempt || state.attempt > before.attempt + 1)
      say('attempt without a claim', `${before.status} ${before.attempt}, ${state.status} ${state.attempt}`);
    const running = state.status === 'in_progress' || state.status === 'completed';
    if (running && state.attempt === before.attempt && state.progress < before.progress)
      say('progress fell', `from ${before.progress} to ${state.progress} in attempt ${state.attempt}`);
    if ((state.progress === 100) !== (state.status === 'completed'))
      say('progress of 100 without a result', `${state.progress} % and ${state.status}`);
  }
  return violations;
}
