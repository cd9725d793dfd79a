import { isProblem } from '../domain/problem.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;

export interface Patience {
  limitMs: number;
  /** Ends the patience, not the action. */
  signal?: AbortSignal;
}

/**
 * Repeats the action while what it needs is away (`dependency_unavailable`), until it works or the patience is over;
 * then it rejects as the last try did. An outage of seconds costs seconds. The action must be safe to repeat.
 */
export async function patiently<T>(action: () => Promise<T>, { limitMs, signal }: Patience): Promise<T> {
  const end = performance.now() + limitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await action();
    } catch (error) {
      const isOver = signal?.aborted === true || performance.now() + pauseMs > end;
      if (isOver || !isProblem(error, 'dependency_unavailable')) throw error;
    }
    await pause(pauseMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
