import type { ConversionStore } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';

const RETRY_AFTER_SECONDS = 30;
const FRESH_MS = 1000;

/** Rejects with `queue_full` where so many conversions are pending. Those that come in the same instant may all pass. */
export async function requireRoomInQueue(store: ConversionStore, maxQueueLength: number): Promise<void> {
  if ((await store.countPending(maxQueueLength)) >= maxQueueLength) throw queueFull();
}

/** How full the queue is, to the second: an upload need not wait for a count. */
export interface QueueGauge {
  /** As requireRoomInQueue does; a queue that seems full is counted anew. */
  requireRoom(): Promise<void>;
  /** This process made it longer. */
  added(): void;
}

export function createQueueGauge(store: ConversionStore, maxQueueLength: number): QueueGauge {
  let pending = 0;
  let freshUntil = Number.NEGATIVE_INFINITY;
  return {
    async requireRoom() {
      if (performance.now() < freshUntil && pending < maxQueueLength) return;
      pending = await store.countPending(maxQueueLength);
      freshUntil = performance.now() + FRESH_MS;
      if (pending >= maxQueueLength) throw queueFull();
    },
    added() {
      pending += 1;
    },
  };
}

const queueFull = () => new Problem('queue_full', { retryAfterSeconds: RETRY_AFTER_SECONDS });
