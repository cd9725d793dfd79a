import { randomUUID } from 'node:crypto';
import type { Subscription } from '../domain/ports.ts';
import { connectionConfig, type RabbitMqAddress } from './rabbitmq-connection.ts';
import { type Link, openLink } from './rabbitmq-link.ts';
import type { Decoder } from './rabbitmq-messages.ts';
import { followSession } from './rabbitmq-session.ts';
import { type Signal, signalExchange, signalQueue } from './rabbitmq-topology.ts';
import type { Broker } from './rascal-broker.ts';
import { createWatchers } from './watchers.ts';

export interface Watch<T> {
  watch(watcher: (message: T) => void): Promise<Subscription>;
  /** Why its watchers see nothing now; undefined where they do, or where there is none. */
  trouble(): string | undefined;
  close(): Promise<void>;
}

/** Reads one kind of signal for all watchers of this process; connects with the first of them. */
export function createWatch<T extends object>(
  address: RabbitMqAddress,
  signal: Signal,
  decode: Decoder<T>,
  onError: (error: unknown) => void,
): Watch<T> {
  const watchers = createWatchers<T>(onError);
  let opening: Promise<Link> | undefined;
  let opened: Link | undefined;

  const open = async (): Promise<Link> => {
    let renew = () => {};
    const link = await openLink({
      configure: (abort) => {
        // A new name each time: the broker may still hold the old queue for a connection that it believes alive.
        const { name, queue } = signalQueue(signal, randomUUID());
        return connectionConfig(
          address,
          {
            name: `${signal} watcher`,
            queues: { [name]: queue },
            bindings: { signal: { source: signalExchange(signal), destination: name, bindingKey: '' } },
            subscriptions: { signal: { queue: name, options: { noAck: true } } },
          },
          abort,
        );
      },
      attach,
      onError,
    });

    async function attach(broker: Broker): Promise<void> {
      const session = await broker.subscribe('signal', {});
      session.on('invalid_content', onError);
      session.on('redeliveries_exceeded', onError);
      await followSession(session, {
        onMessage(_message, content) {
          const message = decode(content);
          if (message === undefined) onError(new Error(`Not a message of ${signal}: dropped`));
          else watchers.publish(message);
        },
        onGone: () => renew(),
        onError,
      });
    }

    renew = link.renew;
    opened = link;
    return link;
  };

  return {
    async watch(watcher) {
      const subscription = watchers.watch(watcher);
      try {
        await (opening ??= open());
        return subscription;
      } catch (error) {
        opening = undefined;
        await subscription.stop();
        throw error;
      }
    },
    trouble: () => opened?.trouble(),
    async close() {
      watchers.close();
      const link = await opening?.catch(() => undefined);
      await link?.close();
    },
  };
}
