import type { Conversion } from '../domain/conversion.ts';
import type { ConversionStore } from '../domain/ports.ts';
import type { Relay, Watcher } from './relay.ts';

/**
 * A long poll: resolves with the conversion once `satisfied`, or with whatever it is when the time is over, the caller
 * has gone or the server closes. The relay wakes it; the store is asked once more at the end, in case the bus lost a
 * message. Undefined: there is no such conversion.
 */
export async function awaitChange(
  { store, relay }: { store: Pick<ConversionStore, 'find'>; relay: Relay },
  id: string,
  satisfied: (state: Pick<Conversion, 'status' | 'revision'>) => boolean,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Conversion | undefined> {
  let wake: () => void = () => {};
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const watcher: Watcher = {
    onProgress: (message) => {
      if (satisfied(message)) wake();
    },
    onGone: wake,
    onClose: wake,
  };
  const unwatch = relay.watch(id, watcher); // before the first look, or a change in between would be missed
  const timer = setTimeout(wake, timeoutMs);
  signal.addEventListener('abort', wake, { once: true });
  try {
    const first = await store.find(id);
    if (first === undefined || satisfied(first) || timeoutMs <= 0 || signal.aborted) return first;
    await woken;
    return await store.find(id);
  } finally {
    unwatch();
    clearTimeout(timer);
    signal.removeEventListener('abort', wake);
  }
}
