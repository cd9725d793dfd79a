/** What a watcher of events must have seen: rising revisions, true states, and always the end. */
import { isTerminal } from '../../../src/domain/conversion.ts';
import { groupBy } from '../group-by.ts';
import type { Frame, History, Watch } from '../history.ts';
import type { Violation } from './violation.ts';
import { knownStates } from './writes.ts';

export function checkEvents(history: History): Violation[] {
  const writes = groupBy(history.writes, ({ id }) => id);
  const finals = new Map(history.final.map((one) => [one.id, one]));
  return history.watches.flatMap((watch) => {
    const final = finals.get(watch.id);
    const known = knownStates(writes.get(watch.id) ?? []);
    return [
      ...ends(watch, final?.status, history.deleted.has(watch.id)),
      ...watch.frames.flatMap((frame, at) => follows(watch.id, frame, watch.frames[at - 1])),
      ...watch.frames.flatMap((frame) => isTrue(watch.id, frame, known.get(frame.revision)?.state)),
    ];
  });
}

function ends({ id, ended, frames }: Watch, final: string | undefined, deleted: boolean): Violation[] {
  const last = frames.at(-1);
  if (ended === 'unfinished')
    return [{ rule: 'end was not shown', id, detail: `last seen: ${last?.status}` }];
  if (ended === 'gone')
    return deleted ? [] : [{ rule: 'shown as deleted', id, detail: 'nobody asked for that' }];
  const shown = frames.filter(({ status }) => isTerminal(status));
  if (shown.some(({ status }) => status !== shown[0]!.status || (final ?? status) !== status))
    return [{ rule: 'another end was shown', id, detail: `${shown.map((f) => f.status)}, it is ${final}` }];
  return [];
}

function follows(id: string, frame: Frame, before: Frame | undefined): Violation[] {
  if (before === undefined) return [];
  const { at, revision, status, attempt, progress } = frame;
  // A connection that comes back is told the state that it knows, or nothing; an open one only newer states, but a
  // snapshot of one that has ended is followed by its end.
  const same = frame.connection > before.connection || (before.event === 'snapshot' && isTerminal(status));
  const rises = revision > before.revision || (same && revision === before.revision);
  if (!rises)
    return [{ rule: 'events went back', id, at, detail: `revision ${revision} after ${before.revision}` }];
  if (status === 'in_progress' && before.status === 'in_progress' && attempt === before.attempt)
    if (progress < before.progress)
      return [{ rule: 'shown progress fell', id, at, detail: `from ${before.progress} to ${progress}` }];
  return [];
}

function isTrue(id: string, frame: Frame, state: Omit<Frame, 'at' | 'connection' | 'event'> | undefined) {
  if (state === undefined) return [];
  const { status, attempt, progress, revision } = frame;
  if (state.status === status && state.attempt === attempt && state.progress === progress) return [];
  const detail = `revision ${revision}: shown ${status} ${attempt} ${progress}, stored ${state.status} ${state.attempt} ${state.progress}`;
  return [{ rule: 'event was not true', id, at: frame.at, detail }];
}
