import { hostname } from 'node:os';
import type { BrokerConfig, VhostConfig } from 'rascal';
import { BINDINGS, EXCHANGES, PUBLICATIONS, QUEUES, qualifiedNamespace } from './rabbitmq-topology.ts';

export interface RabbitMqAddress {
  /** amqp://… or amqps://…, with user, password and virtual host where they are not the usual ones. */
  url: string;
  /** Begins the names of exchanges and queues. */
  namespace: string;
  /** For amqps:// – as in node:tls. */
  tls?: {
    ca?: string | Buffer;
    cert?: string | Buffer;
    key?: string | Buffer;
    pfx?: Buffer;
    passphrase?: string;
    servername?: string;
  };
}

/** Rascal's key of the one virtual host; its real name is in the URL. */
const VHOST = 'converto';
const RETRY = { min: 100, max: 2000, factor: 2, strategy: 'exponential' };
const CONNECT_LIMIT_MS = 5000;
/** Channels that wait for a confirm; each carries one message at a time. */
const CONFIRM_CHANNELS = 32;
const channelPool = (max: number) => ({
  autostart: false,
  min: 1,
  max,
  acquireTimeoutMillis: CONNECT_LIMIT_MS,
});

export interface ConnectionPurpose {
  /** Stands on the broker's page of connections. */
  name: string;
  /** Beyond those that every connection declares. */
  queues?: VhostConfig['queues'];
  bindings?: VhostConfig['bindings'];
  subscriptions?: Record<string, object>;
  confirmTimeoutMs?: number;
}

/** @param name stands on the broker's page of connections */
export const socketOptions = (tls: RabbitMqAddress['tls'], name: string) => ({
  ...tls,
  timeout: CONNECT_LIMIT_MS,
  noDelay: true,
  clientProperties: { connection_name: `converto ${name} ${hostname()}/${process.pid}` },
});

/** Rascal's configuration of one connection. Each declares the whole topology, so that any process may be the first. */
export function connectionConfig(
  { url, namespace, tls }: RabbitMqAddress,
  { name, queues = {}, bindings = {}, subscriptions = {}, confirmTimeoutMs = 0 }: ConnectionPurpose,
  signal: AbortSignal,
): BrokerConfig {
  return {
    vhosts: {
      [VHOST]: {
        namespace: qualifiedNamespace(namespace),
        connection: {
          url,
          socketOptions: { ...socketOptions(tls, name), signal },
          retry: RETRY,
        },
        publicationChannelPools: {
          confirmPool: channelPool(CONFIRM_CHANNELS),
          regularPool: channelPool(1), // several would mix up the order of progress
        },
        exchanges: EXCHANGES,
        queues: { ...QUEUES, ...queues },
        bindings: { ...BINDINGS, ...bindings },
      },
    },
    publications: withVhost(PUBLICATIONS, { timeout: confirmTimeoutMs }),
    subscriptions: withVhost(subscriptions, { retry: RETRY }),
  };
}

const withVhost = (entries: Record<string, object>, more: object) =>
  Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, { vhost: VHOST, ...more, ...entry }]),
  );
