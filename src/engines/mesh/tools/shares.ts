import type { OnFraction } from '../read-result.ts';

/** Who has nobody to tell. */
export const untold: OnFraction = () => {};

/** Tells the fractions of a part of the work as those of the whole, in which it goes from one fraction up to another. */
export const within =
  (onFraction: OnFraction, from: number, to: number): OnFraction =>
  (fraction) =>
    onFraction(from + fraction * (to - from));

/** Gives one step after the other its share of the whole: as much of it as each of the `count` steps has. */
export function inSteps(count: number, onFraction: OnFraction): () => OnFraction {
  let begun = 0;
  return () => {
    const step = within(onFraction, begun / count, (begun + 1) / count);
    begun += 1;
    return step;
  };
}

/** Gives pieces of work one after the other their shares of the whole, by their sizes; `total` is all of them. */
export function bySizes(total: number, onFraction: OnFraction): (size: number) => OnFraction {
  const whole = Math.max(1, total);
  let done = 0;
  return (size) => {
    const piece = within(onFraction, done / whole, (done + size) / whole);
    done += size;
    return piece;
  };
}

/**
 * Hears of items that are done, one or more at once, and tells which share of all of them that is.
 * @param every so many items, so that telling costs nothing beside them
 */
export function counting(total: number, onFraction: OnFraction, every = 1): (items?: number) => void {
  const whole = Math.max(1, total);
  let done = 0;
  let told = 0;
  return (items = 1) => {
    done += items;
    if (done - told < every) return;
    told = done;
    onFraction(Math.min(1, done / whole));
  };
}

/** How many rounds of a plain loop go by between two words about it: some milliseconds. */
export const BLOCK = 1 << 18;
