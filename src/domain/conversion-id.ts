import type { Clock, Instant } from './instant.ts';

/**
 * 24 lower-case hexadecimal digits: 12 of milliseconds since 1970, 12 of a random number that counts up within one
 * millisecond. Sorting ids as text sorts conversions by creation, so one index serves the list and its cursor.
 */
export const CONVERSION_ID = /^[0-9a-f]{24}$/;

export function createIdSource(now: Clock, random48: () => number): () => string {
  let lastTime = 0;
  let counter = 0;
  return () => {
    const time = Math.max(now(), lastTime); // a clock that steps back must not break the order
    if (time === lastTime) counter += 1;
    else counter = Math.floor(random48() / 2); // the lower half, so that counting up cannot overflow
    lastTime = time;
    return hex12(time) + hex12(counter);
  };
}

export const idTime = (id: string): Instant => Number.parseInt(id.slice(0, 12), 16);

const hex12 = (value: number): string => value.toString(16).padStart(12, '0');
