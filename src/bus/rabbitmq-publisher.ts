import type { PublicationSession } from 'rascal';
import type { CreatedMessage } from '../domain/ports.ts';
import { connectionConfig, type RabbitMqAddress } from './rabbitmq-connection.ts';
import { isRefusal, openLink } from './rabbitmq-link.ts';
import { encode } from './rabbitmq-messages.ts';
import { DELAYS_MS, delayKey, type Signal } from './rabbitmq-topology.ts';

/** Publishes; a connection of its own, so that what a memory alarm blocks is not the acknowledgements of consumers. */
export interface Publisher {
  announce(message: CreatedMessage): Promise<void>;
  /** Announces after `delayMs`: the broker keeps it. `failures`: how often a handler has failed on it. */
  announceLater(message: CreatedMessage, delayMs: number, failures: number): Promise<void>;
  /** To the dead letters, with the reason, which the broker itself would not keep. */
  deadLetter(message: CreatedMessage, reason: Error): Promise<void>;
  /** Never throws; drops where the broker is away. */
  signal(signal: Signal, message: object): void;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Headers of an announcement that was delayed. */
export const REMAINING_MS = 'x-remaining-ms';
export const FAILURES = 'x-failures';
/** Headers of a dead letter; the time in milliseconds since 1970. */
export const REASON = 'x-reason';
export const DEAD_AT = 'x-dead-at';
const LONGEST_REASON = 1000;

const PING_LIMIT_MS = 2000;
const MOST_SIGNALS_UNDER_WAY = 1000;

export async function openPublisher(
  address: RabbitMqAddress,
  confirmTimeoutMs: number,
  onError: (error: unknown) => void,
): Promise<Publisher> {
  const underWay = new Set<(error: Error) => void>();
  let signalsUnderWay = 0;
  const link = await openLink({
    configure: (signal) => connectionConfig(address, { name: 'publisher', confirmTimeoutMs }, signal),
    onBlocked: (reason) => {
      for (const reject of underWay) reject(new Error(`RabbitMQ takes no messages: ${reason}`));
    },
    onError,
  });

  /** Resolves when the broker has it. Where it rejects, the message may still arrive: nobody knows better. */
  async function publishConfirmed(
    publication: string,
    content: object,
    overrides: object,
    limitMs: number,
  ): Promise<void> {
    const trouble = link.trouble();
    if (trouble !== undefined) throw new Error(trouble);
    const session = await link.broker.publish(publication, content, overrides);
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`RabbitMQ confirmed nothing in ${limitMs} ms`)),
          limitMs,
        );
        const settle = (error?: Error) => {
          clearTimeout(timer);
          underWay.delete(settle);
          error === undefined ? resolve() : reject(error);
        };
        underWay.add(settle);
        followFate(session, settle);
      });
    } catch (error) {
      session.abort(); // where it still waits for a channel
      throw error;
    }
  }

  function followFate(session: PublicationSession, settle: (error?: Error) => void): void {
    session.on('return', () => {
      settle(new Error('RabbitMQ has no queue for the message'));
      link.renew();
    });
    session.on('success', () => settle()); // after a return it comes too late to matter
    session.on('error', (error: Error) => {
      settle(error);
      if (isRefusal(error) && link.trouble() === undefined) link.renew(); // such as an exchange that was deleted
    });
    session.on('close', () => settle(new Error('The connection to RabbitMQ was lost')));
    session.on('paused', () => settle(new Error('RabbitMQ is away')));
  }

  const announcement = ({ id, revision }: CreatedMessage) => encode({ id, revision });
  const messageId = ({ id, revision }: CreatedMessage) => `${id}/${revision}`;

  return {
    announce: (message) =>
      publishConfirmed(
        'created',
        announcement(message),
        { options: { messageId: messageId(message) } },
        confirmTimeoutMs,
      ),

    announceLater: (message, delayMs, failures) => {
      const step = DELAYS_MS.find((ms) => ms >= delayMs) ?? DELAYS_MS.at(-1)!;
      const headers = { [FAILURES]: failures, [REMAINING_MS]: Math.max(0, Math.ceil(delayMs - step)) };
      const options = { messageId: messageId(message), headers };
      const overrides = { routingKey: delayKey(step), options };
      return publishConfirmed('delayed', announcement(message), overrides, confirmTimeoutMs);
    },

    deadLetter: (message, { message: reason }) => {
      const headers = { [REASON]: reason.slice(0, LONGEST_REASON), [DEAD_AT]: Date.now() };
      const options = { messageId: messageId(message), headers };
      return publishConfirmed('dead', announcement(message), { options }, confirmTimeoutMs);
    },

    signal(signal, message) {
      if (link.trouble() !== undefined || signalsUnderWay >= MOST_SIGNALS_UNDER_WAY) return;
      signalsUnderWay += 1;
      let ended = false;
      const end = () => {
        if (!ended) signalsUnderWay -= 1;
        ended = true;
      };
      link.broker.publish(signal, encode(message), {}).then(
        (session) => {
          for (const event of ['success', 'close']) session.on(event, end);
          session.on('error', (error) => {
            end();
            onError(error);
          });
          session.on('paused', () => {
            end();
            session.abort();
          });
        },
        (error) => {
          end();
          onError(error);
        },
      );
    },

    ping: () => publishConfirmed('ping', {}, {}, PING_LIMIT_MS),
    close: link.close,
  };
}
