import { connect, type GetMessage } from 'amqplib';
import type { DeadLetter, DeadLetters } from '../domain/ports.ts';
import { type RabbitMqAddress, socketOptions } from './rabbitmq-connection.ts';
import { decodeCreated } from './rabbitmq-messages.ts';
import { DEAD_AT, REASON } from './rabbitmq-publisher.ts';
import { DEAD, qualify } from './rabbitmq-topology.ts';

/** What the broker says about a message that it has moved by itself; the newest first. */
interface Death {
  reason?: string;
  time?: { '!': string; value: number };
}

const BROKER_REASONS: Readonly<Record<string, string>> = {
  delivery_limit: 'Delivered too often: whoever took it died of it or gave it back.',
  rejected: 'Rejected by a worker that could not write down why.',
};
const FOREIGN = 'Not an announcement of converto.';

/**
 * Reads one message after the other, which Rascal cannot: amqplib itself, on a connection that lives as long as one
 * command. Rejects where there is no such queue.
 */
export async function openRabbitMqDeadLetters(address: RabbitMqAddress): Promise<DeadLetters> {
  const connection = await connect(address.url, socketOptions(address.tls, 'dead letters'));
  connection.on('error', () => {}); // whoever waits for an answer hears of it too
  try {
    const queue = qualify(address.namespace, DEAD);
    const channel = await connection.createChannel();
    channel.on('error', () => {});
    const { messageCount } = await channel.checkQueue(queue);
    let left = messageCount; // what a replay brings back is for the next reader
    return {
      waiting: messageCount,
      async next() {
        const message = left > 0 && (await channel.get(queue));
        if (!message) return undefined;
        left -= 1;
        return letterOf(message, () => channel.ack(message));
      },
      async close() {
        await channel.close(); // answered after every removal before it
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close().catch(() => {});
    throw error;
  }
}

function letterOf(received: GetMessage, remove: () => void): DeadLetter {
  const { headers = {}, messageId } = received.properties;
  const message = decodeCreated(jsonOf(received.content));
  const [death] = Array.isArray(headers['x-death']) ? (headers['x-death'] as Death[]) : [];
  const at =
    typeof headers[DEAD_AT] === 'number' ? headers[DEAD_AT] : (death?.time?.value ?? Number.NaN) * 1000;
  const ours = typeof headers[REASON] === 'string' ? headers[REASON] : undefined;
  const fromBroker =
    BROKER_REASONS[death?.reason ?? ''] ?? `Set aside by RabbitMQ: ${death?.reason ?? 'no reason'}.`;
  return {
    message,
    id: message?.id ?? (typeof messageId === 'string' && messageId !== '' ? messageId : undefined),
    reason: message === undefined ? FOREIGN : (ours ?? fromBroker),
    at: Number.isFinite(at) ? at : undefined,
    remove,
  };
}

function jsonOf(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    return undefined;
  }
}
