import type { Conversion } from './conversion.ts';
import { isCounted } from './counted-attempts.ts';
import type { ProblemCode } from './problem.ts';

export interface RetryPolicy {
  /** The wait before the second attempt; it doubles with each further one. */
  baseMs: number;
  maxMs: number;
}

/**
 * How often one cause may be tried again. What is not named here is deterministic: the same bytes would fail again.
 * An engine that died may have met a passing shortage, so it gets one more try and no more (poison input).
 * Causes outside the model (a lost worker, a full storage) are bounded by `maxAttempts` alone. A dependency that is away
 * is nobody's fault: such attempts are not counted (see `tryAgain`), and bounded for the case that it never comes back
 * or refuses this file alone.
 */
const RETRIES: Partial<Record<ProblemCode, number>> = {
  engine_crashed: 1,
  engine_out_of_memory: 1,
  engine_unavailable: Number.POSITIVE_INFINITY,
  worker_lost: Number.POSITIVE_INFINITY,
  dependency_unavailable: 40, // about half an hour with a wait of at most a minute
  storage_full: Number.POSITIVE_INFINITY,
  internal: 1,
};

/** Whether the cause lies outside the model: then a person may mend it and replay the conversion. */
export const isPassing = (code: ProblemCode): boolean => code in RETRIES;

/** @returns milliseconds to wait before another attempt, or undefined where there must be none */
export function retryDelayMs(
  conversion: Conversion,
  code: ProblemCode,
  policy: RetryPolicy,
  random: () => number,
): number | undefined {
  const earlier = conversion.history.filter((entry) => entry.code === code).length;
  const isSpent = isCounted(code) && conversion.attempt >= conversion.maxAttempts;
  if (isSpent || earlier >= (RETRIES[code] ?? 0)) return undefined;
  const exponential = Math.min(policy.maxMs, policy.baseMs * 2 ** Math.max(0, conversion.attempt - 1));
  return Math.round(exponential * (0.5 + random() / 2)); // jitter: conversions that failed together come back apart
}
