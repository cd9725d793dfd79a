import { hostname } from 'node:os';
import type { BrokerConfig, VhostConfig } from 'rascal';
import { OneSocket } from './rabbitmq-one-socket.ts';
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
const HEARTBEAT_S = 10;
export const CONNECT_LIMIT_MS = 5000;
/** One channel: several would mix up the order of progress. */
const CHANNEL_POOL = { autostart: false, min: 1, max: 1, acquireTimeoutMillis: CONNECT_LIMIT_MS };

export interface ConnectionPurpose {
  /** Stands on the broker's page of connections. */
  name: string;
  /** Beyond those that every connection declares. */
  queues?: VhostConfig['queues'];
  bindings?: VhostConfig['bindings'];
  subscriptions?: Record<string, object>;
}

/** @param name stands on the broker's page of connections */
export const socketOptions = (tls: RabbitMqAddress['tls'], name: string) => ({
  ...tls,
  timeout: CONNECT_LIMIT_MS,
  noDelay: true,
  clientProperties: { connection_name: `converto ${name} ${hostname()}/${process.pid}` },
});

/** As Rascal has it, where the URL says nothing else. */
export function withHeartbeat(url: string): string {
  const { href, searchParams } = new URL(url);
  if (searchParams.has('heartbeat')) return href;
  return `${href}${searchParams.size > 0 ? '&' : '?'}heartbeat=${HEARTBEAT_S}`;
}

/** Rascal's configuration of one connection. Each declares the whole topology, so that any process may be the first. */
export function connectionConfig(
  { url, namespace, tls }: RabbitMqAddress,
  { name, queues = {}, bindings = {}, subscriptions = {} }: ConnectionPurpose,
  cut: AbortSignal,
): BrokerConfig {
  return {
    // Rascal ignores `retry` of a connection itself, and would wait up to a minute.
    defaults: { vhosts: { connection: { retry: RETRY } } },
    vhosts: {
      [VHOST]: {
        namespace: qualifiedNamespace(namespace),
        connection: {
          url,
          socketOptions: new OneSocket(socketOptions(tls, name), cut),
        },
        publicationChannelPools: {
          confirmPool: CHANNEL_POOL,
          regularPool: CHANNEL_POOL,
        },
        exchanges: EXCHANGES,
        queues: { ...QUEUES, ...queues },
        bindings: { ...BINDINGS, ...bindings },
      },
    },
    publications: withVhost(PUBLICATIONS, {}),
    subscriptions: withVhost(subscriptions, { retry: RETRY }),
  };
}

const withVhost = (entries: Record<string, object>, more: object) =>
  Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, { vhost: VHOST, ...more, ...entry }]),
  );
