/** What converto uses of Rascal 21. The types on npm describe version 10. */
declare module 'rascal' {
  import type { EventEmitter } from 'node:events';

  export interface BrokerConfig {
    defaults: { vhosts: { connection: { retry: object } } };
    vhosts: Record<string, VhostConfig>;
    publications?: Record<string, object>;
    subscriptions?: Record<string, object>;
  }

  export interface VhostConfig {
    namespace: string;
    connection: { url: string; socketOptions: object };
    publicationChannelPools?: { regularPool: object; confirmPool: object };
    exchanges: Record<string, object>;
    queues: Record<string, object>;
    bindings: Record<string, object>;
  }

  type Done<T = void> = (error: Error | null | undefined, result: T) => void;

  /** Emits connect, disconnect, blocked (reason), unblocked and error: an error without a listener ends the process. */
  export interface CallbackBroker extends EventEmitter {
    publish(publication: string, content: object, overrides: object, done: Done<PublicationSession>): void;
    subscribe(subscription: string, overrides: object, done: Done<SubscriberSession>): void;
    shutdown(done: Done): void;
    /** Keeps the process alive until a shutdown has succeeded. */
    readonly keepActive: NodeJS.Timeout;
  }

  /** Emits success, error, return, close and paused; success follows return. */
  export interface PublicationSession extends EventEmitter {
    abort(): void;
  }

  /** Emits subscribed, message, invalid_content, redeliveries_exceeded, cancelled, close and error. */
  export interface SubscriberSession extends EventEmitter {
    cancel(done: Done): void;
  }

  export interface Message {
    properties: { messageId?: string; headers: Record<string, unknown> };
  }

  export type Settled = (error?: Error | null) => void;
  /** Without an error: ack. With one: always say the strategy, since what stands for it differs from the manual. */
  export interface AckOrNack {
    (settled: Settled): void;
    (error: Error, strategy: { strategy: 'nack'; requeue: boolean }, settled: Settled): void;
  }

  const rascal: {
    /** A creation that failed half-way hands over what there is of the broker beside the error. */
    Broker: {
      create(config: BrokerConfig, done: (error: Error | null, broker?: CallbackBroker) => void): void;
    };
    withDefaultConfig(config: BrokerConfig): BrokerConfig;
  };
  export default rascal;
}
