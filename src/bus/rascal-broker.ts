import { promisify } from 'node:util';
import rascal, {
  type BrokerConfig,
  type CallbackBroker,
  type PublicationSession,
  type SubscriberSession,
} from 'rascal';

/** Rascal's broker with promises. Rascal's own wrapper hides the timer that keeps an abandoned one alive for ever. */
export interface Broker {
  on(event: string, listener: (...args: never[]) => void): void;
  publish(publication: string, content: object, overrides: object): Promise<PublicationSession>;
  subscribe(subscription: string, overrides: object): Promise<SubscriberSession>;
  /** May wait for ever where the server is dead or silent: abort the signal then. */
  shutdown(): Promise<void>;
}

/**
 * @param cut goes to the sockets too. Aborted, it ends the broker for good and at whatever point it is: no timer, socket
 * or reconnection is left, also where it is made only later.
 */
export function createBroker(config: BrokerConfig, cut: AbortSignal): Promise<Broker> {
  return new Promise((resolve, reject) => {
    rascal.Broker.create(rascal.withDefaultConfig(config), (error, made) => {
      if (made === undefined) return reject(error);
      made.on('error', () => {}); // an error without a listener ends the process
      const broker = wrap(made);
      const abandon = () => {
        clearInterval(made.keepActive);
        broker.shutdown().catch(() => {});
      };
      if (cut.aborted) abandon();
      else cut.addEventListener('abort', abandon, { once: true });
      if (error) reject(error);
      else resolve(broker);
    });
  });
}

function wrap(broker: CallbackBroker): Broker {
  let ending: Promise<void> | undefined; // a second shutdown would throw on a connection that is closing
  return {
    on: (event, listener) => void broker.on(event, listener as (...args: unknown[]) => void),
    publish: promisify(broker.publish.bind(broker)),
    subscribe: promisify(broker.subscribe.bind(broker)),
    shutdown: () => (ending ??= promisify(broker.shutdown.bind(broker))()),
  };
}
