import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import { openRabbitMqBus, type RabbitMqBusOptions } from '../../src/bus/rabbitmq-bus.ts';
import type { RabbitMqAddress } from '../../src/bus/rabbitmq-connection.ts';
import { openRabbitMqDeadLetters } from '../../src/bus/rabbitmq-dead-letters.ts';
import { EXCHANGES, QUEUES, qualifiedNamespace } from '../../src/bus/rabbitmq-topology.ts';
import type { OpenedBus } from '../contracts/bus.ts';

export const AMQP_TEST_URL = process.env.AMQP_TEST_URL ?? '';
export const NEEDS_RABBITMQ = AMQP_TEST_URL === '' ? { skip: 'needs AMQP_TEST_URL' } : {};

/** A bus in a namespace of its own, which is removed with everything in it when it is closed. */
export async function openTestBus(
  options: RabbitMqBusOptions,
): Promise<OpenedBus & { namespace: string; qualify(name: string): string }> {
  const { namespace = `test-${randomUUID()}` } = options;
  const bus = await openRabbitMqBus({ ...options, namespace });
  const qualify = (name: string) => `${qualifiedNamespace(namespace)}:${name}`;
  return {
    bus,
    namespace,
    qualify,
    deadLetters: () => lettersOf({ ...options, namespace }),
    async close() {
      await bus.close();
      await removeAll(options.url, qualify);
    },
  };
}

/** As a command reads them: they stay. */
export async function lettersOf(address: RabbitMqAddress) {
  const letters = await openRabbitMqDeadLetters(address);
  const found: { id: string | undefined; reason: string }[] = [];
  for (let letter = await letters.next(); letter !== undefined; letter = await letters.next())
    found.push({ id: letter.id, reason: letter.reason });
  await letters.close();
  return found;
}

async function removeAll(url: string, qualify: (name: string) => string): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  for (const name of Object.keys(QUEUES)) await channel.deleteQueue(qualify(name));
  for (const name of Object.keys(EXCHANGES)) await channel.deleteExchange(qualify(name));
  await connection.close();
}
