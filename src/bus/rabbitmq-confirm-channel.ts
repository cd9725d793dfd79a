import type { Writable } from 'node:stream';
import { type ChannelModel, connect, type Options } from 'amqplib';
import { coalesceWrites } from './coalesce-writes.ts';
import {
  CONNECT_LIMIT_MS,
  type RabbitMqAddress,
  socketOptions,
  withHeartbeat,
} from './rabbitmq-connection.ts';
import { withDeadline } from './rabbitmq-deadline.ts';
import { createInFlight } from './rabbitmq-in-flight.ts';

export interface ConfirmedMessage {
  /** As the broker calls it. */
  exchange: string;
  routingKey: string;
  content: Buffer;
  options: Options.Publish;
}

/** One connection with one channel that carries many unconfirmed messages at once. Lost, it does not come back. */
export interface ConfirmChannel {
  /** Resolves when the broker has it. Where it rejects, the message may still arrive: nobody knows better. */
  publish(message: ConfirmedMessage, limitMs: number): Promise<void>;
  /** Why nothing can be published now; undefined where it can. */
  trouble(): string | undefined;
  /** Waits so long for what is in flight, and rejects the rest. */
  close(limitMs: number): Promise<void>;
}

export interface ConfirmChannelListeners {
  /** The broker has no queue for a message that wants one. */
  onUnroutable(): void;
  /** The broker refused a message. It may go on so on this channel alone, after the cause is gone. */
  onNacked(): void;
  /** The broker closed the channel, such as for an exchange that was deleted. */
  onRefused(error: Error): void;
  /** The connection is gone. */
  onLost(): void;
}

/** What the broker has not confirmed, timed out or not; further messages wait here, within their time. */
const MOST_UNCONFIRMED = 1000;
const AWAY = 'RabbitMQ is away';

/** amqplib itself: Rascal gives a channel to each message that is not confirmed. */
export async function openConfirmChannel(
  address: RabbitMqAddress,
  listeners: ConfirmChannelListeners,
): Promise<ConfirmChannel> {
  const cut = new AbortController();
  try {
    return await withDeadline(openWith(address, listeners, cut), CONNECT_LIMIT_MS, 'RabbitMQ is silent');
  } catch (error) {
    cut.abort();
    throw error;
  }
}

/** @param cut destroys the socket, at whatever point the connection is */
async function openWith(
  { url, tls }: RabbitMqAddress,
  { onUnroutable, onNacked, onRefused, onLost }: ConfirmChannelListeners,
  cut: AbortController,
): Promise<ConfirmChannel> {
  const options = { ...socketOptions(tls, 'announcements'), signal: cut.signal };
  const connection = await connect(withHeartbeat(url), options);
  connection.on('error', () => {}); // close follows
  const channel = await connection.createConfirmChannel();
  const coalesce = coalesceWrites(streamOf(connection));
  const inFlight = createInFlight();
  const waiting: { sequence: number; send(): void }[] = [];
  let unconfirmed = 0;
  let trouble: string | undefined;
  let over = false;
  let closing: Promise<void> | undefined;

  const end = (error: Error) => {
    over = true;
    trouble = AWAY;
    waiting.length = 0;
    inFlight.rejectAll(error);
  };

  const sendNext = () => {
    while (unconfirmed < MOST_UNCONFIRMED) {
      const next = waiting.shift();
      if (next === undefined) return;
      if (inFlight.has(next.sequence)) next.send();
    }
  };

  function send({ exchange, routingKey, content, options }: ConfirmedMessage, sequence: number): void {
    const onConfirm = (error: Error | null) => {
      unconfirmed -= 1;
      if (error === null) inFlight.resolve(sequence);
      else inFlight.reject(sequence, new Error(`RabbitMQ did not confirm: ${error.message}`));
      if (!over && waiting.length > 0) sendNext();
    };
    try {
      const numbered = { ...options, correlationId: String(sequence) };
      coalesce();
      channel.publish(exchange, routingKey, content, numbered, onConfirm);
      unconfirmed += 1;
    } catch (error) {
      inFlight.reject(sequence, error as Error); // the channel is closing
    }
  }

  channel.on('return', ({ properties }) => {
    // Its confirm follows, and comes too late to matter.
    inFlight.reject(Number(properties.correlationId), new Error('RabbitMQ has no queue for the message'));
    onUnroutable();
  });
  channel.on('nack', () => {
    if (closing === undefined) onNacked();
  });
  channel.on('error', (error: Error) => {
    end(error);
    if (closing === undefined) onRefused(error);
  });
  connection.on('blocked', (reason: string) => {
    trouble = `RabbitMQ takes no messages: ${reason}`;
    inFlight.rejectAll(new Error(trouble));
  });
  connection.on('unblocked', () => {
    trouble = over ? AWAY : undefined;
  });
  connection.on('close', () => {
    end(new Error('The connection to RabbitMQ was lost'));
    if (closing === undefined) onLost();
  });

  const close = async (limitMs: number): Promise<void> => {
    await withDeadline(inFlight.drained(), limitMs, 'Unconfirmed').catch(() => {});
    end(new Error('The bus is closed'));
    await withDeadline(connection.close(), limitMs, 'RabbitMQ does not let go').catch(() => {});
    cut.abort();
  };

  return {
    publish(message, limitMs) {
      if (trouble !== undefined) return Promise.reject(new Error(trouble));
      return new Promise((resolve, reject) => {
        const sequence = inFlight.add({ resolve, reject }, limitMs);
        if (unconfirmed < MOST_UNCONFIRMED) send(message, sequence);
        else waiting.push({ sequence, send: () => send(message, sequence) });
      });
    },
    trouble: () => trouble,
    close: (limitMs) => (closing ??= close(limitMs)),
  };
}

/** Not among amqplib's types. */
const streamOf = ({ connection }: ChannelModel): Writable =>
  (connection as unknown as { stream: Writable }).stream;
