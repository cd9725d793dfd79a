/** Resolves after a while, and not before the browser is on line. Rejects when the signal aborts. */
export function backOnline(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      removeEventListener('online', finish);
      signal.removeEventListener('abort', abort);
    };
    const abort = () => {
      stop();
      reject(signal.reason);
    };
    const finish = () => {
      stop();
      resolve();
    };
    const timer = setTimeout(() => (navigator.onLine ? finish() : addEventListener('online', finish)), ms);
    signal.addEventListener('abort', abort);
  });
}

const LOOK_MS = 10_000;
/** A page in the background looks once a minute only. */
const SLEPT_MS = 120_000;

/** Calls back when the browser is on line again, shown again, or has slept: a connection may be dead without knowing. */
export function onWake(wake: () => void): void {
  let lookedAtMs = Date.now();
  setInterval(() => {
    const awayMs = Date.now() - lookedAtMs;
    lookedAtMs = Date.now();
    if (awayMs > SLEPT_MS) wake();
  }, LOOK_MS);
  addEventListener('online', wake);
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) wake();
  });
}
