import type { Client } from './client.ts';
import { groupBy } from './group-by.ts';
import type { History } from './history.ts';
import { queueWaits } from './queue-waits.ts';

const counted = (values: Iterable<string>): string =>
  [...groupBy(values, (value) => value)]
    .map(([value, all]) => `${value} ${all.length}`)
    .sort()
    .join(', ') || 'none';

const seconds = (ms: number | undefined): string => `${((ms ?? 0) / 1000).toFixed(1)} s`;

/** What happened in all, beside the faults. */
export function totals(history: History, client: Client): string {
  const { accepted, final, watches, downloads, deleted, cancelled, writes } = history;
  const extra = [...groupBy(final, ({ tag }) => tag).values()].reduce((sum, all) => sum + all.length - 1, 0);
  const attempts = final.map(({ attempt }) => attempt);
  const waits = queueWaits(writes).sort((a, b) => a - b);
  const frames = watches.reduce((sum, watch) => sum + watch.frames.length, 0);
  const connections = watches.reduce((sum, { frames }) => sum + (frames.at(-1)?.connection ?? 0), 0);
  return [
    `- accepted ${accepted.length}; in the store at the end: ${counted(final.map(({ status }) => status))}`,
    `- failed with: ${counted(final.flatMap(({ code }) => (code === undefined ? [] : [code])))}`,
    `- asked to be cancelled ${cancelled.size}, to be deleted ${deleted.size}`,
    `- conversions that a client made by trying an unanswered upload again: ${extra}`,
    `- attempts: ${counted(attempts.map((attempt) => `${attempt}×`))}; writes ${writes.length}, of which refused ${writes.filter(({ outcome }) => outcome === 'refused').length}, unanswered ${writes.filter(({ outcome }) => outcome === 'unknown').length}`,
    `- waited for an attempt, hit or not: median ${seconds(waits[waits.length >> 1])}, longest ${seconds(waits.at(-1))}`,
    `- results downloaded and compared ${downloads.length}; watched ${watches.length} (${frames} events over ${connections} connections)`,
    `- answers: ${[...client.answers].map(([status, times]) => `${status} × ${times}`).join(', ')}; tried again ${client.retries}, given up ${client.givenUp.length}`,
  ].join('\n');
}
