import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/** Whether the condition comes to hold in this time. */
export async function holdsWithin(
  condition: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<boolean> {
  for (const end = Date.now() + withinMs; ; await delay(POLL_MS)) {
    if (await condition()) return true;
    if (Date.now() > end) return false;
  }
}
