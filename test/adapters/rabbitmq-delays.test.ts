import fc from 'fast-check';
import t from 'tap';
import { nextDelay } from '../../src/bus/rabbitmq-delays.ts';
import { DELAYS_MS } from '../../src/bus/rabbitmq-topology.ts';

const HOUR_MS = 3_600_000;

/** The queues that a message passes, one after another. */
function way(delayMs: number): number[] {
  const passed: number[] = [];
  for (let left = delayMs; left > 0; ) {
    const { queueMs, remainingMs } = nextDelay(left);
    passed.push(queueMs);
    left = remainingMs;
  }
  return passed;
}
const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

t.test('a delay that a queue has is one delivery', async (t) => {
  for (const delayMs of DELAYS_MS) t.strictSame(way(delayMs), [delayMs]);
});

t.test('one in between is composed, and not rounded up to the next queue', async (t) => {
  t.strictSame(way(1), [250]);
  t.strictSame(way(800), [1000], 'late by a quarter');
  t.strictSame(way(6400), [5000, 1000, 250, 250]);
  t.strictSame(way(31_000), [30_000, 1000]);
  t.strictSame(way(300_000), [120_000, 120_000, 30_000, 30_000]);
});

t.test('no delay is shorter than asked for, or late by more than a quarter, or many deliveries', async () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: HOUR_MS, noNaN: true }), (delayMs) => {
      const passed = way(delayMs);
      const waited = sum(passed);
      return (
        waited >= delayMs &&
        waited <= delayMs + Math.max(250, delayMs / 4) + 1 && // parts are whole milliseconds
        passed.length <= 12 + delayMs / 120_000
      );
    }),
  );
});
