import type { Growth } from './growable.ts';

/** From here on it is seen how many bytes each item takes. */
const SAMPLE = 1 << 16;
/** More may be the content of other lists. */
const MOST_TIMES = 8;
const LEAST_TIMES = 1.25;
const MARGIN = 1.05;

/**
 * Growth of a list that is filled while a file is read: a long one makes room for what may follow, since each time that it
 * moves it leaves a copy behind, and these took more memory than the list.
 * @param remainingBytes of the file
 */
export function expectedGrowth(remainingBytes: () => number): Growth {
  let first: { items: number; remaining: number } | undefined;
  return (items) => {
    const remaining = remainingBytes();
    first ??= { items, remaining };
    if (items < SAMPLE || first.items === items) return items * 2;
    const bytes = Math.max(1, first.remaining - remaining); // many items may come at once
    const expected = items + (remaining * (items - first.items)) / bytes;
    return Math.ceil(Math.min(items * MOST_TIMES, Math.max(items * LEAST_TIMES, expected * MARGIN)));
  };
}
