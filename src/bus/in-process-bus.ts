import type { Clock } from '../domain/instant.ts';
import type { Bus, CancelMessage, CreatedMessage, ProgressMessage } from '../domain/ports.ts';
import type { SizeClass } from '../domain/size-class.ts';
import { type AnnouncementQueue, createAnnouncementQueue } from './announcement-queue.ts';
import { createWatchers } from './watchers.ts';

export interface InProcessBusOptions {
  now: Clock;
  /** The announcement is spent: it is not delivered again. Nothing else keeps it. */
  onDeadLetter?(message: CreatedMessage, reason: Error): void;
  /** A handler or watcher threw. The announcement is delivered again; the watcher stays. */
  onError?(error: unknown): void;
}

/**
 * A bus for one process. It forgets everything when the process ends, and says so by `remembersSince`: the sweeper
 * announces again what is still pending in the store.
 */
export function createInProcessBus({
  now,
  onDeadLetter = () => {},
  onError = () => {},
}: InProcessBusOptions): Bus {
  const announcements: Readonly<Record<SizeClass, AnnouncementQueue>> = {
    small: createAnnouncementQueue({ onDeadLetter, onError }),
    large: createAnnouncementQueue({ onDeadLetter, onError }),
  };
  const progress = createWatchers<ProgressMessage>(onError);
  const cancellations = createWatchers<CancelMessage>(onError);
  let closed = false;

  const requireOpen = () => {
    if (closed) throw new Error('The bus is closed');
  };

  return {
    remembersSince: now(),

    async announceCreated(message, size = 'large') {
      requireOpen();
      announcements[size].add(message);
    },

    async consumeCreated(concurrency, handler, size = 'large') {
      requireOpen();
      return announcements[size].consume(concurrency, handler);
    },

    async deadLetter(message, reason) {
      requireOpen();
      onDeadLetter({ ...message }, reason);
    },

    publishProgress: progress.publish,

    async watchProgress(watcher) {
      requireOpen();
      return progress.watch(watcher);
    },

    publishCancel: cancellations.publish,

    async watchCancel(watcher) {
      requireOpen();
      return cancellations.watch(watcher);
    },

    async ping() {
      requireOpen();
    },

    async close() {
      closed = true;
      progress.close();
      cancellations.close();
      await Promise.all(Object.values(announcements).map((queue) => queue.close()));
    },
  };
}
