import type { CreatedMessage } from '../domain/ports.ts';
import type { SizeClass } from '../domain/size-class.ts';
import { createAnnouncer } from './rabbitmq-announcer.ts';
import { connectionConfig, type RabbitMqAddress } from './rabbitmq-connection.ts';
import { nextDelay } from './rabbitmq-delays.ts';
import { type Link, openLink } from './rabbitmq-link.ts';
import { encode } from './rabbitmq-messages.ts';
import { CREATED, createdQueue, DEAD, DELAYED, delayKey, qualify, type Signal } from './rabbitmq-topology.ts';

/** Publishes; a connection of its own, so that what a memory alarm blocks is not the acknowledgements of consumers. */
export interface Publisher {
  announce(message: CreatedMessage, size: SizeClass): Promise<void>;
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

/** Reaches no queue: a round trip through the exchange, and what a memory alarm refuses. */
const PING_KEY = 'ping';
const PING_LIMIT_MS = 2000;
const CLOSE_LIMIT_MS = 3000;
const MOST_SIGNALS_UNDER_WAY = 1000;

export async function openPublisher(
  address: RabbitMqAddress,
  confirmTimeoutMs: number,
  onError: (error: unknown) => void,
): Promise<Publisher> {
  let opened: Link | undefined;
  let signalsUnderWay = 0;
  const announcer = createAnnouncer(address, () => opened, onError);
  const link = await openLink({
    configure: (cut) => connectionConfig(address, { name: 'publisher' }, cut),
    attach: announcer.attach,
    onError,
  });
  opened = link;

  const exchanges = {
    created: qualify(address.namespace, CREATED),
    delayed: qualify(address.namespace, DELAYED),
    dead: qualify(address.namespace, DEAD),
  };

  const publish = (
    exchange: string,
    routingKey: string,
    { id, revision }: CreatedMessage,
    headers?: Record<string, string | number>,
  ): Promise<void> =>
    announcer.publish(
      {
        exchange,
        routingKey,
        content: Buffer.from(JSON.stringify(encode({ id, revision }))),
        options: {
          persistent: true,
          mandatory: true,
          contentType: 'application/json',
          messageId: `${id}/${revision}`,
          ...(headers && { headers }),
        },
      },
      confirmTimeoutMs,
    );

  return {
    announce: (message, size) => publish(exchanges.created, createdQueue(size), message),

    announceLater: (message, delayMs, failures) => {
      const { queueMs, remainingMs } = nextDelay(delayMs);
      const headers = { [FAILURES]: failures, [REMAINING_MS]: remainingMs };
      return publish(exchanges.delayed, delayKey(queueMs), message, headers);
    },

    deadLetter: (message, { message: reason }) => {
      const headers = { [REASON]: reason.slice(0, LONGEST_REASON), [DEAD_AT]: Date.now() };
      return publish(exchanges.dead, '', message, headers);
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

    ping: () =>
      announcer.publish(
        { exchange: exchanges.created, routingKey: PING_KEY, content: Buffer.alloc(0), options: {} },
        PING_LIMIT_MS,
      ),
    async close() {
      await Promise.all([announcer.close(CLOSE_LIMIT_MS), link.close()]);
    },
  };
}
