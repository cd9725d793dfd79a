import { setTimeout as delay } from 'node:timers/promises';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

/** Told at each failed try what is missing, why, and when it is tried again. */
export type OnMissing = (dependency: string, err: unknown, retryInMs: number) => void;

/** Tries until it works, with growing pauses: machines start in any order, and a start that crashes helps nobody. */
export async function openPatiently<T>(
  dependency: string,
  open: () => Promise<T>,
  onMissing: OnMissing,
): Promise<T> {
  for (let pauseMs = FIRST_DELAY_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_DELAY_MS)) {
    try {
      return await open();
    } catch (err) {
      onMissing(dependency, err, pauseMs);
      await delay(pauseMs);
    }
  }
}
