import { randomInt } from 'node:crypto';
import { amqpAddress } from './amqp-address.ts';
import { profileOf, readConfig } from './config.ts';
import { createIdSource } from './domain/conversion-id.ts';
import { systemClock } from './domain/instant.ts';
import type { DeadLetters } from './domain/ports.ts';
import { Problem } from './domain/problem.ts';
import { openDistributed } from './open-distributed.ts';
import { createReleaseStack } from './release-stack.ts';
import { StartError } from './start-error.ts';
import type { ReplayParts } from './use-cases/dead-letters.ts';
import type { Logger } from './use-cases/parts.ts';

export interface OpenedDeadLetters {
  letters: DeadLetters;
  parts: ReplayParts;
  close(): Promise<void>;
}

const QUIET: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** A command does not wait as a server does. */
const unreachable = (dependency: string, cause: unknown): Problem =>
  new Problem('dependency_unavailable', {
    detail: `The ${dependency} cannot be reached: ${cause instanceof Error ? cause.message : cause}`,
    cause,
  });

/**
 * Rejects with a ConfigError, a StartError where the profile keeps no dead letters, or `dependency_unavailable`.
 * @param environment such as process.env
 */
export async function openDeadLetters(environment: NodeJS.ProcessEnv): Promise<OpenedDeadLetters> {
  const config = readConfig(environment);
  if (profileOf(config) === 'embedded')
    throw new StartError(
      'Dead letters lie in RabbitMQ: set MONGODB_URL and AMQP_URL, as for "converto worker".',
    );
  const releases = createReleaseStack();
  try {
    const resources = await openDistributed(config, releases, QUIET, (dependency, err) => {
      throw unreachable(dependency, err);
    });
    const { openRabbitMqDeadLetters } = await import('./bus/rabbitmq-dead-letters.ts');
    const opening = openRabbitMqDeadLetters(amqpAddress(config)).catch((error: unknown) => {
      throw unreachable('bus', error);
    });
    const letters = releases.opened('dead letters', await opening, (l) => l.close());
    return {
      letters,
      parts: {
        ...resources,
        now: systemClock,
        logger: QUIET,
        nextId: createIdSource(systemClock, () => randomInt(2 ** 48 - 1)),
        maxAttempts: config.MAX_ATTEMPTS,
        maxQueueLength: config.MAX_QUEUE_LENGTH,
      },
      close: () => releases.releaseAll(),
    };
  } catch (error) {
    await releases.releaseAll();
    throw error;
  }
}
