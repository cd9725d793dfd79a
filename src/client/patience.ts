import { backOffMs } from './back-off.ts';
import { ConvertoError } from './converto-error.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** How long to go on with a server that fails. */
export interface Patience {
  /** It has answered. */
  renew(): void;
  /**
   * Waits before the next try: as long as the server asked for, else longer each time.
   * Rejects with the failure where another try is in vain or patience is over, and with the signal's reason.
   */
  bear(failure: unknown, signal: AbortSignal | undefined): Promise<void>;
}

export function createPatience(patienceMs: number): Patience {
  let failingSinceMs: number | undefined;
  let failures = 0;
  return {
    renew() {
      failingSinceMs = undefined;
      failures = 0;
    },
    async bear(failure, signal) {
      if (!(failure instanceof ConvertoError && failure.retryable)) throw failure;
      failingSinceMs ??= performance.now();
      failures += 1;
      const waitMs = failure.retryAfterMs ?? backOffMs(FIRST_WAIT_MS, LONGEST_WAIT_MS, failures);
      if (performance.now() - failingSinceMs + waitMs > patienceMs) throw failure;
      await pause(waitMs, signal);
    },
  };
}

/** About so long: clients that a server lost together do not all come back together. Rejects with the signal's reason. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      },
      ms * (1 + Math.random() / 4),
    );
    signal?.addEventListener('abort', abort, { once: true });
  });
}
