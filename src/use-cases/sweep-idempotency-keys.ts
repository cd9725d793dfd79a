import type { Clock } from '../domain/instant.ts';
import type { IdempotencyKeys } from '../domain/ports.ts';

const BATCH = 100;

/** Removes the keys that nobody may replay any more. Any number of processes may do so at once. */
export async function sweepIdempotencyKeys(parts: {
  idempotencyKeys: IdempotencyKeys;
  now: Clock;
}): Promise<void> {
  const now = parts.now();
  while ((await parts.idempotencyKeys.removeExpired(now, BATCH)) > 0);
}
