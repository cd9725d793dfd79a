import {
  type ConfirmChannel,
  type ConfirmedMessage,
  openConfirmChannel,
} from './rabbitmq-confirm-channel.ts';
import type { RabbitMqAddress } from './rabbitmq-connection.ts';
import type { Link } from './rabbitmq-link.ts';
import type { Broker } from './rascal-broker.ts';

/** Messages that the broker confirms, for as long as a link lives. */
export interface Announcer {
  /** Opens a channel beside each connection of the link, also where Rascal has made it again. */
  attach(broker: Broker): Promise<void>;
  /** See ConfirmChannel. */
  publish(message: ConfirmedMessage, limitMs: number): Promise<void>;
  close(limitMs: number): Promise<void>;
}

/** What a channel that is replaced gives the messages on it; they have a limit of their own. */
const RETIRE_LIMIT_MS = 60_000;
/** In this time Rascal mostly notices that its own connection is lost too, and makes a new one. */
const MEND_MS = 250;
const DELETION_MS = 250;

/** @param linkOf undefined until the link is open */
export function createAnnouncer(
  address: RabbitMqAddress,
  linkOf: () => Link | undefined,
  onError: (error: unknown) => void,
): Announcer {
  let current: ConfirmChannel | undefined;
  let closed = false;
  let replacing = false;
  let renewingSoon = false;

  /** The topology is made again with it. */
  const renew = () => {
    const link = linkOf();
    if (!closed && link?.trouble() === undefined) link?.renew();
  };

  /**
   * RabbitMQ tells consumers only a moment later that their queue was deleted. Made again before that, the new queue
   * gets the old consumer, and what is delivered to it is dropped on the way.
   */
  const renewSoon = () => {
    if (renewingSoon) return;
    renewingSoon = true;
    const later = () => {
      renewingSoon = false;
      renew();
    };
    setTimeout(later, DELETION_MS).unref();
  };

  /** Where Rascal has no cause to reconnect, or another channel could not be opened when it had. */
  const mend = (lost: ConfirmChannel): void => {
    const again = () => {
      if (closed || current !== lost) return;
      renew();
      mend(lost);
    };
    setTimeout(again, MEND_MS).unref();
  };

  /** RabbitMQ 3.10 tells a channel when a full queue takes messages again, but not where its limit was lifted. */
  const replace = (): void => {
    if (replacing) return;
    replacing = true;
    const again = async () => {
      if (!closed) await open().catch(onError);
      replacing = false;
    };
    setTimeout(again, MEND_MS).unref();
  };

  const open = async (): Promise<void> => {
    const opened = await openConfirmChannel(address, {
      onUnroutable: renewSoon,
      onNacked: replace,
      onRefused: (error) => {
        onError(error);
        renew();
        mend(opened);
      },
      onLost: () => mend(opened),
    });
    const before = current;
    current = opened;
    if (closed) await opened.close(0);
    else void before?.close(RETIRE_LIMIT_MS);
  };

  return {
    async attach(broker) {
      broker.on('connect', () => void open().catch(onError));
      await open();
    },
    publish(message, limitMs) {
      const trouble = linkOf()?.trouble();
      if (trouble !== undefined || current === undefined)
        return Promise.reject(new Error(trouble ?? 'RabbitMQ is away'));
      return current.publish(message, limitMs);
    },
    async close(limitMs) {
      closed = true;
      await current?.close(limitMs);
    },
  };
}
