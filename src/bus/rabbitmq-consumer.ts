import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { AckOrNack, Message, SubscriberSession } from 'rascal';
import { type Instant, systemClock } from '../domain/instant.ts';
import type { CreatedMessage, Subscription } from '../domain/ports.ts';
import type { SizeClass } from '../domain/size-class.ts';
import type { CreatedHandler } from './announcement-queue.ts';
import { createQuiet } from './quiet.ts';
import { connectionConfig, type RabbitMqAddress } from './rabbitmq-connection.ts';
import { withDeadline } from './rabbitmq-deadline.ts';
import { type Delivery, deliveryOf } from './rabbitmq-delivery.ts';
import { openLink } from './rabbitmq-link.ts';
import { decodeCreated } from './rabbitmq-messages.ts';
import type { Publisher } from './rabbitmq-publisher.ts';
import { followSession } from './rabbitmq-session.ts';
import { createdQueue } from './rabbitmq-topology.ts';
import type { Broker } from './rascal-broker.ts';

export interface ConsumerHooks {
  /** A handler rejected it, or it is none of ours (undefined). */
  onDeadLetter(message: CreatedMessage | undefined, reason: Error): void;
  onError(error: unknown): void;
}

export interface Consumer extends Subscription {
  trouble(): string | undefined;
  /** Announcements made before this moment have left the queue. */
  emptiedAt(): Instant;
  /** Waits for running handlers no longer than this, then gives their announcements back. */
  close(limitMs: number): Promise<void>;
}

/** No longer than an outage of seconds should cost: also what a message waits that failed in it for the last time. */
const BACK_OFF_MS = { first: 100, most: 5000 };
/** Of a delivery that keeps its place here because the broker takes no copy of it. */
const LONGEST_PAUSE_MS = 30_000;
/** By then the broker has heard that this consumer takes no more. */
const CANCEL_LIMIT_MS = 500;
/** A channel whose deliveries are settled no sooner is closed, and they are made again: they find a claim. */
const UNSETTLED_LIMIT_MS = 30_000;

export async function openConsumer(
  address: RabbitMqAddress,
  publisher: Publisher,
  {
    concurrency,
    handler,
    size,
    hooks,
  }: { concurrency: number; handler: CreatedHandler; size: SizeClass; hooks: ConsumerHooks },
): Promise<Consumer> {
  /** The broker knows of one connection only: after a reconnection it sends while old handlers still run. */
  const waiting = new Set<Delivery>();
  const running = new Map<Delivery, Promise<void>>();
  const quiet = createQuiet(systemClock);
  const stopping = new AbortController();
  let session: SubscriberSession | undefined;
  let renew = () => {};

  const receive = (message: Message, content: unknown, ackOrNack: AckOrNack) => {
    const delivery = deliveryOf(message, content, ackOrNack);
    quiet.disturbed();
    dropTwin(delivery);
    waiting.add(delivery);
    startWaiting();
  };

  /** A message that waits here for longer than the broker waits comes again and again. */
  const dropTwin = ({ messageId }: Delivery) => {
    for (const other of waiting) {
      if (messageId === undefined || other.messageId !== messageId) continue;
      waiting.delete(other);
      other.ack(); // in vain where its channel is gone
    }
  };

  const startWaiting = () => {
    for (const delivery of waiting) {
      if (stopping.signal.aborted || running.size >= concurrency) return;
      waiting.delete(delivery);
      const run = handle(delivery).finally(() => {
        running.delete(delivery);
        quiet.disturbed();
        startWaiting();
      });
      running.set(delivery, run);
    }
  };

  async function handle(delivery: Delivery): Promise<void> {
    const message = decodeCreated(delivery.content);
    if (message === undefined) return refuse(delivery, new Error('Not an announcement'));
    if (delivery.remainingMs > 0) return postpone(delivery, message, delivery.remainingMs, delivery.failures);
    try {
      const disposition = await handler({ ...message });
      if (disposition.kind === 'done') return delivery.ack();
      if (disposition.kind === 'reject') return await deadLetter(delivery, message, disposition.reason);
      if (disposition.afterMs <= 0) return delivery.requeue();
      await postpone(delivery, message, disposition.afterMs, 0);
    } catch (error) {
      hooks.onError(error);
      const delayMs = Math.min(BACK_OFF_MS.first * 2 ** delivery.failures, BACK_OFF_MS.most);
      await postpone(delivery, message, delayMs, delivery.failures + 1);
    }
  }

  /** None of ours: the broker keeps it as it is. */
  function refuse(delivery: Delivery, reason: Error): void {
    delivery.deadLetter(reason);
    hooks.onDeadLetter(undefined, reason);
  }

  async function deadLetter(delivery: Delivery, message: CreatedMessage, reason: Error): Promise<void> {
    try {
      await publisher.deadLetter(message, reason);
      delivery.ack();
    } catch (error) {
      hooks.onError(error);
      delivery.deadLetter(reason); // the broker does it, and forgets the reason
    }
    hooks.onDeadLetter(message, reason);
  }

  /** The copy is confirmed before the original goes: dying in between makes two of it, never none. */
  async function postpone(delivery: Delivery, message: CreatedMessage, delayMs: number, failures: number) {
    try {
      await publisher.announceLater(message, delayMs, failures);
      delivery.ack();
    } catch (error) {
      hooks.onError(error);
      // Back to the queue it comes again at once, until the broker takes it for poison: so it keeps its place here.
      const pause = Math.min(delayMs, LONGEST_PAUSE_MS);
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => {});
      delivery.requeue();
    }
  }

  async function attach(broker: Broker): Promise<void> {
    const opened = await broker.subscribe('created', { prefetch: concurrency });
    session = opened;
    const refuseIt = (error: Error, message: Message, ackOrNack: AckOrNack) =>
      refuse(deliveryOf(message, undefined, ackOrNack), error);
    opened.on('invalid_content', refuseIt);
    opened.on('redeliveries_exceeded', refuseIt);
    await followSession(opened, { onMessage: receive, onGone: () => renew(), onError: hooks.onError });
  }

  const link = await openLink({
    configure: (signal) =>
      connectionConfig(
        address,
        {
          name: 'consumer',
          subscriptions: { created: { queue: createdQueue(size), closeTimeout: UNSETTLED_LIMIT_MS } },
        },
        signal,
      ),
    attach,
    onError: hooks.onError,
  });
  renew = link.renew;

  const settled = async () => {
    while (running.size > 0) await Promise.allSettled(running.values());
  };

  const trouble = () => (stopping.signal.aborted ? undefined : link.trouble());

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopping.abort();
    // Rascal answers when all is settled; the broker has heard it long before.
    const cancelled = session && promisify(session.cancel.bind(session))().catch(hooks.onError);
    await withDeadline(cancelled, CANCEL_LIMIT_MS, 'running').catch(() => {});
    for (const delivery of waiting) delivery.requeue();
    waiting.clear();
    await settled();
    await link.close();
  };

  return {
    stop: () => (stopped ??= stop()),
    trouble,
    emptiedAt: () =>
      quiet.emptiedAt(running.size < concurrency && !stopping.signal.aborted && trouble() === undefined),
    async close(limitMs) {
      stopped ??= stop();
      await withDeadline(stopped, limitMs, 'Handlers are running').catch(hooks.onError);
      for (const delivery of running.keys()) delivery.requeue();
      await link.close();
    },
  };
}
