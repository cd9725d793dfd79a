import type { Subscription } from '../domain/ports.ts';

export interface Watchers<T extends object> {
  watch(watcher: (message: T) => void): Subscription;
  /** Never throws and never runs a watcher before it returns. */
  publish(message: T): void;
  close(): void;
}

/** Hands every message to every watcher, in order, each with a copy of its own. A watcher that throws harms no other. */
export function createWatchers<T extends object>(onError: (error: unknown) => void): Watchers<T> {
  const watchers = new Set<(message: T) => void>();
  return {
    watch(watcher) {
      const own = (message: T) => watcher(message); // the same function may watch twice
      watchers.add(own);
      return {
        async stop() {
          watchers.delete(own);
        },
      };
    },

    publish(message) {
      for (const watcher of watchers) {
        const copy = { ...message };
        queueMicrotask(() => {
          if (!watchers.has(watcher)) return;
          try {
            watcher(copy);
          } catch (error) {
            onError(error);
          }
        });
      }
    },

    close() {
      watchers.clear();
    },
  };
}
