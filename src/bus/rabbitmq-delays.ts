import { DELAYS_MS } from './rabbitmq-topology.ts';

/** A message may be late by a quarter of what was asked for, or by the shortest delay. */
const LATE_BY = 1 / 4;

/**
 * A delay on its way through the queues that there are: the next one, and what is left to wait after it. To round up to
 * the next queue alone would make of 31 seconds two minutes; to pass short queues alone would be many deliveries.
 */
export function nextDelay(delayMs: number): { queueMs: number; remainingMs: number } {
  const late = Math.max(DELAYS_MS[0], delayMs * LATE_BY);
  const near = DELAYS_MS.find((ms) => ms >= delayMs && ms - delayMs <= late);
  if (near !== undefined) return { queueMs: near, remainingMs: 0 };
  const queueMs = DELAYS_MS.findLast((ms) => ms <= delayMs) ?? DELAYS_MS[0];
  return { queueMs, remainingMs: Math.ceil(delayMs - queueMs) };
}
