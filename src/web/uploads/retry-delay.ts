import { backOffMs } from '../../client/back-off.ts';

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before another try: what the server asked for, or twice as long each time.
 * @param random from 0 to 1, so that many pages do not come back at once
 */
export function retryDelayMs(failures: number, retryAfterMs: number | undefined, random: number): number {
  const grown = backOffMs(FIRST_MS, LONGEST_MS, failures);
  return Math.max(retryAfterMs ?? 0, grown * (0.5 + random / 2));
}
