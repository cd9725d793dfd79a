import type { Instant } from '../domain/instant.ts';
import type { Bus, CreatedMessage } from '../domain/ports.ts';
import type { SizeClass } from '../domain/size-class.ts';
import type { RabbitMqAddress } from './rabbitmq-connection.ts';
import { type Consumer, openConsumer } from './rabbitmq-consumer.ts';
import { decodeCancel, decodeProgress } from './rabbitmq-messages.ts';
import { openPublisher } from './rabbitmq-publisher.ts';
import { createWatch } from './rabbitmq-watch.ts';

export interface RabbitMqBusOptions extends Omit<RabbitMqAddress, 'namespace'> {
  namespace?: string;
  /** An announcement that is not confirmed by then is rejected, and may arrive nevertheless. */
  confirmTimeoutMs?: number;
  /** Time that running handlers get when the bus is closed; to wait for them, stop the subscription first. */
  closeTimeoutMs?: number;
  /** The announcement is spent, or none of ours (undefined); it is in the dead-letter queue. */
  onDeadLetter?(message: CreatedMessage | undefined, reason: Error): void;
  /** Outages, and what handlers and watchers throw. The bus mends itself. */
  onError?(error: unknown): void;
}

/**
 * A bus for any number of processes and machines. It opens only where the broker can be reached, and survives every
 * outage after that. See docs/decisions/16-rabbitmq.md.
 */
export async function openRabbitMqBus({
  namespace = 'converto',
  confirmTimeoutMs = 5000,
  closeTimeoutMs = 5000,
  onDeadLetter = () => {},
  onError = () => {},
  ...rest
}: RabbitMqBusOptions): Promise<Bus> {
  const address = { ...rest, namespace };
  const publisher = await openPublisher(address, confirmTimeoutMs, onError);
  const progress = createWatch(address, 'progress', decodeProgress, onError);
  const cancellations = createWatch(address, 'cancel', decodeCancel, onError);
  const consumers = new Map<Consumer, SizeClass>();
  let closing: Promise<void> | undefined;

  const requireOpen = () => {
    if (closing !== undefined) throw new Error('The bus is closed');
  };

  /** The queue of one size: what any of its consumers knows. */
  const emptiedAt = (size: SizeClass): Instant =>
    Math.max(...[...consumers].map(([consumer, its]) => (its === size ? consumer.emptiedAt() : -Infinity)));

  const close = async () => {
    await Promise.all([...consumers.keys()].map((consumer) => consumer.close(closeTimeoutMs)));
    await Promise.all([progress, cancellations, publisher].map((part) => part.close()));
  };

  return {
    get remembersSince() {
      const consumed = [...new Set(consumers.values())];
      return consumed.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...consumed.map(emptiedAt));
    },

    async announceCreated(message, size = 'large') {
      requireOpen();
      await publisher.announce(message, size);
    },

    async consumeCreated(concurrency, handler, size = 'large') {
      requireOpen();
      const hooks = { onDeadLetter, onError };
      const consumer = await openConsumer(address, publisher, { concurrency, handler, size, hooks });
      consumers.set(consumer, size);
      return {
        async stop() {
          await consumer.stop();
          consumers.delete(consumer);
        },
      };
    },

    async deadLetter(message, reason) {
      requireOpen();
      await publisher.deadLetter(message, reason);
      onDeadLetter(message, reason);
    },

    publishProgress: (message) => publisher.signal('progress', message),

    async watchProgress(watcher) {
      requireOpen();
      return progress.watch(watcher);
    },

    publishCancel: (message) => publisher.signal('cancel', message),

    async watchCancel(watcher) {
      requireOpen();
      return cancellations.watch(watcher);
    },

    async ping() {
      requireOpen();
      for (const part of [progress, cancellations, ...consumers.keys()]) {
        const trouble = part.trouble();
        if (trouble !== undefined) throw new Error(trouble);
      }
      await publisher.ping();
    },

    close: () => (closing ??= close()),
  };
}
