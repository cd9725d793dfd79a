/** What converto uses of Rascal 21. The types on npm describe version 10. */
declare module 'rascal' {
  import type { EventEmitter } from 'node:events';

  export interface BrokerConfig {
    vhosts: Record<string, VhostConfig>;
    publications?: Record<string, object>;
    subscriptions?: Record<string, object>;
  }

  export interface VhostConfig {
    namespace: string;
    connection: { url: string; socketOptions: object; retry: object };
    publicationChannelPools?: { regularPool: object; confirmPool: object };
    exchanges: Record<string, object>;
    queues: Record<string, object>;
    bindings: Record<string, object>;
  }

  /** Emits connect, disconnect, blocked (reason), unblocked and error: an error without a listener ends the process. */
  export interface Broker extends EventEmitter {
    publish(publication: string, content: object, overrides?: object): Promise<PublicationSession>;
    subscribe(subscription: string, overrides?: object): Promise<SubscriberSession>;
    shutdown(): Promise<void>;
  }

  /** Emits success, error, return, close and paused; success follows return. */
  export interface PublicationSession extends EventEmitter {
    abort(): void;
  }

  /** Emits subscribed, message, invalid_content, redeliveries_exceeded, cancelled, close and error. */
  export interface SubscriberSession extends EventEmitter {
    cancel(): Promise<void>;
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
    BrokerAsPromised: { create(config: BrokerConfig): Promise<Broker> };
    withDefaultConfig(config: BrokerConfig): BrokerConfig;
  };
  export default rascal;
}
