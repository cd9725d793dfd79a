import type { ConversionStore } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';

const RETRY_AFTER_SECONDS = 30;

/** Rejects with `queue_full` where so many conversions are pending. Those that come in the same instant may all pass. */
export async function requireRoomInQueue(store: ConversionStore, maxQueueLength: number): Promise<void> {
  const pending = await store.countPending(maxQueueLength);
  if (pending >= maxQueueLength) throw new Problem('queue_full', { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
