import { groupBy } from './group-by.ts';
import type { Write } from './history.ts';

/**
 * How long conversions waited for each of their attempts, in milliseconds: in the queue, and for what a retry is put off.
 * Where nobody is there to convert, or the machine is busy, a recovery is mostly this, and everybody's alike.
 */
export function queueWaits(writes: readonly Write[]): number[] {
  const stored = writes.filter(({ outcome, state }) => outcome === 'stored' && state !== undefined);
  return [...groupBy(stored, ({ id }) => id).values()].flatMap((own) => {
    const waits: number[] = [];
    let since: number | undefined;
    for (const { state, answeredAt, at } of own.toSorted((a, b) => a.revision - b.revision)) {
      const moment = answeredAt ?? at;
      if (state!.status === 'pending') since ??= moment;
      else {
        if (state!.status === 'in_progress' && since !== undefined) waits.push(moment - since);
        since = undefined;
      }
    }
    return waits;
  });
}
