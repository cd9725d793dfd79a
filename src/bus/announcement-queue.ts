import type { CreatedMessage, Disposition, Subscription } from '../domain/ports.ts';

export type CreatedHandler = (message: CreatedMessage) => Promise<Disposition>;

export interface AnnouncementQueue {
  add(message: CreatedMessage): void;
  consume(concurrency: number, handler: CreatedHandler): Subscription;
  /** Forgets what waits, and resolves once the handlers under way have settled. */
  close(): Promise<void>;
}

interface Delivery {
  message: CreatedMessage;
  /** How often a handler has thrown on it. */
  failures: number;
}

interface Consumer {
  handler: CreatedHandler;
  free: number;
  running: Set<Promise<void>>;
}

const BACK_OFF_MS = { first: 100, most: 30_000 };
const LONGEST_TIMER_MS = 2 ** 31 - 1; // Node fires a longer one at once

/**
 * First in, first out; each announcement goes to one consumer with a free place, as soon as there is one.
 * The hooks must not throw.
 */
export function createAnnouncementQueue(hooks: {
  onDeadLetter(message: CreatedMessage, reason: Error): void;
  onError(error: unknown): void;
}): AnnouncementQueue {
  const waiting = new Set<Delivery>(); // keeps the order of insertion, and its first is taken in constant time
  const consumers = new Set<Consumer>();
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;

  const add = (delivery: Delivery) => {
    if (closed) return;
    waiting.add(delivery);
    queueMicrotask(deliver); // never within the call of whoever announces
  };

  const addAfter = (delivery: Delivery, delayMs: number) => {
    if (closed) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        add(delivery);
      },
      Math.min(delayMs, LONGEST_TIMER_MS),
    );
    timer.unref(); // the store knows what is pending: waiting for it must not keep the process alive
    timers.add(timer);
  };

  const deliver = () => {
    for (const consumer of consumers) {
      for (const delivery of waiting) {
        if (consumer.free === 0) break;
        waiting.delete(delivery);
        consumer.free -= 1;
        const run = handle(consumer, delivery).finally(() => {
          consumer.running.delete(run);
          consumer.free += 1;
          deliver();
        });
        consumer.running.add(run);
      }
    }
  };

  const handle = async ({ handler }: Consumer, delivery: Delivery): Promise<void> => {
    try {
      const disposition = await handler({ ...delivery.message });
      if (disposition.kind === 'retry') addAfter({ ...delivery, failures: 0 }, disposition.afterMs);
      if (disposition.kind === 'reject') hooks.onDeadLetter(delivery.message, disposition.reason);
    } catch (error) {
      const failures = delivery.failures + 1;
      addAfter(
        { ...delivery, failures },
        Math.min(BACK_OFF_MS.first * 2 ** (failures - 1), BACK_OFF_MS.most),
      );
      hooks.onError(error);
    }
  };

  const settled = async ({ running }: Consumer) => {
    while (running.size > 0) await Promise.allSettled(running);
  };

  return {
    add: (message) => add({ message: { ...message }, failures: 0 }),

    consume(concurrency, handler) {
      const consumer: Consumer = { handler, free: concurrency, running: new Set() };
      consumers.add(consumer);
      queueMicrotask(deliver);
      return {
        async stop() {
          consumers.delete(consumer);
          await settled(consumer);
        },
      };
    },

    async close() {
      closed = true;
      waiting.clear();
      for (const timer of timers) clearTimeout(timer);
      const stopping = [...consumers];
      consumers.clear();
      await Promise.all(stopping.map(settled));
    },
  };
}
