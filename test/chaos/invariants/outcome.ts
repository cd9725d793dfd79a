/** What must be there when all is over: every conversion, ended, with one result, and nothing else. */
import { isTerminal } from '../../../src/domain/conversion.ts';
import { groupBy } from '../group-by.ts';
import type { Final, History } from '../history.ts';
import type { Violation } from './violation.ts';

export function checkOutcome(history: History): Violation[] {
  return [
    ...lost(history),
    ...history.final.flatMap((final) => ended(history, final)),
    ...duplicates(history),
    ...results(history),
    ...files(history),
    ...queues(history),
    ...history.givenUp.map(({ what, why, at, id }) => ({
      rule: 'request failed for good',
      at,
      detail: `${what}: ${why}`,
      ...(id === undefined ? {} : { id }),
    })),
    ...history.exits.map(({ by, at, how }) => ({ rule: 'process ended', at, detail: `${by}: ${how}` })),
  ];
}

function lost({ accepted, final, deleted }: History): Violation[] {
  const there = new Set(final.map(({ id }) => id));
  return accepted
    .filter(({ id }) => !there.has(id) && !deleted.has(id))
    .map(({ id, at }) => ({ rule: 'accepted conversion lost', id, at, detail: 'it is not in the store' }));
}

function ended({ cancelled, deleted }: History, { id, status, code, attempt }: Final): Violation[] {
  if (!isTerminal(status))
    return [{ rule: 'never ended', id, detail: `it is ${status}, attempt ${attempt}` }];
  if (status === 'failed') return [{ rule: 'good input failed', id, detail: `${code}, attempt ${attempt}` }];
  if (status === 'cancelled' && !cancelled.has(id) && !deleted.has(id))
    return [{ rule: 'cancelled by nobody', id, detail: 'no client asked for it' }];
  return [];
}

/** Tries of one upload whose answer was lost make several conversions, unless it carried a key. */
function duplicates({ final, accepted, idempotent }: History): Violation[] {
  const known = new Set(accepted.map(({ tag }) => tag));
  const strangers = final
    .filter(({ tag }) => tag === undefined)
    .map(({ id }) => ({ rule: 'conversion of nobody', id, detail: 'no client sent it' }));
  const twice = [...groupBy(final, ({ tag }) => tag)]
    .filter(([tag, all]) => idempotent && tag !== undefined && known.has(tag) && all.length > 1)
    .map(([tag, all]) => ({
      rule: 'one key, several conversions',
      id: all[1]!.id,
      detail: `${tag}: ${all.map(({ id }) => id).join(', ')}`,
    }));
  return [...strangers, ...twice];
}

function results({ final, downloads, misread }: History): Violation[] {
  const byId = new Map(final.map((one) => [one.id, one]));
  const stored = final
    .filter(({ status }) => status === 'completed')
    .filter(({ stored, sha256, sizeBytes }) => stored?.sha256 !== sha256 || stored?.sizeBytes !== sizeBytes)
    .map(({ id, stored, sha256, sizeBytes }) => ({
      rule: 'result is not what was recorded',
      id,
      detail: `recorded ${sizeBytes} bytes ${sha256}, stored ${stored?.sizeBytes} bytes ${stored?.sha256}`,
    }));
  const downloaded = downloads
    .filter(({ id, sha256, sizeBytes, told }) => {
      const recorded = byId.get(id)?.sha256 ?? told.sha256; // the record may be deleted by now
      return sha256 !== told.sha256 || sizeBytes !== told.sizeBytes || sha256 !== recorded;
    })
    .map(({ id, at, sha256, told }) => ({
      rule: 'download is not what was recorded',
      id,
      at,
      detail: `told ${told.sha256}, got ${sha256}`,
    }));
  const read = misread.map(({ id, why }) => ({ rule: 'result is another model', id, detail: why }));
  return [...stored, ...downloaded, ...read];
}

function files({ final, files, leftovers }: History): Violation[] {
  const wanted = new Map(final.flatMap(({ id, keys }) => keys.map((key) => [key, id] as const)));
  const there = new Set(files);
  return [
    ...files
      .filter((key) => !wanted.has(key))
      .map((key) => ({ rule: 'orphan file', id: key.split('/')[2] ?? '', detail: key })),
    ...leftovers.map((name) => ({ rule: 'orphan file', detail: name })),
    ...[...wanted]
      .filter(([key]) => !there.has(key))
      .map(([key, id]) => ({ rule: 'file is missing', id, detail: key })),
  ];
}

const queues = ({ queues, deadAnnouncements }: History): Violation[] => [
  ...queues
    .filter(({ messages }) => messages > 0)
    .map(({ name, messages }) => ({ rule: 'message left', detail: `${messages} in ${name}` })),
  ...deadAnnouncements.map((id) => ({
    rule: 'announcement dead-lettered',
    id,
    detail: 'it is of a conversion that exists',
  })),
];
