import { SIZE_CLASSES, type SizeClass } from '../domain/size-class.ts';

/**
 * Everything that converto has on a RabbitMQ broker, as data. On the broker's own page each name begins with the
 * namespace and the version: `converto.v1:conversion_created`. Arguments of a queue cannot be changed once it is there:
 * a change of any of them is a new VERSION, beside which the old queue is drained.
 */
const VERSION = 'v1';

export const qualifiedNamespace = (namespace: string): string => `${namespace}.${VERSION}`;
/** As the broker calls it. */
export const qualify = (namespace: string, name: string): string =>
  `${qualifiedNamespace(namespace)}:${name}`;

/**
 * Deliveries of one announcement before it is taken for one that kills whoever touches it. The broker takes one back
 * that is not acknowledged in half an hour: this many cover the longest conversion, a day, twice.
 */
const DELIVERY_LIMIT = 100;
/** RabbitMQ 4 drops after 20 deliveries where nothing is said. */
const NO_DELIVERY_LIMIT = 1_000_000;
/** What a process that hangs may leave on the broker; the oldest go first. */
const MOST_UNREAD_SIGNALS = 10_000;

/** Queue-wide delays: with one for each message, a short one would wait behind a long one. */
export const DELAYS_MS = [250, 1000, 5000, 30_000, 120_000] as const;
export const delayKey = (delayMs: number): string => `${delayMs}ms`;
const delayQueue = (delayMs: number): string => `conversion_delayed.${delayKey(delayMs)}`;

/** The exchange, and the queue and routing key of large conversions. */
export const CREATED = 'conversion_created';
const createdQueues = { small: `${CREATED}.small`, large: CREATED } as const;
/** Of the conversions of one size: the queue, and the routing key that leads to it. */
export const createdQueue = (size: SizeClass): string => createdQueues[size];
export const DEAD = 'conversion_dead';
export const DELAYED = 'conversion_delayed';
export type Signal = 'progress' | 'cancel';
export const signalExchange = (signal: Signal): string => `conversion_${signal}`;

const durable = { durable: true };
/** Leaves the source queue only when the target has confirmed it. */
const deadLetterSafelyTo = (exchange: string) => ({
  'x-dead-letter-exchange': exchange,
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish', // which that strategy demands
});

export const EXCHANGES = {
  [CREATED]: { type: 'direct', options: durable },
  [DELAYED]: { type: 'direct', options: durable },
  [DEAD]: { type: 'fanout', options: durable },
  [signalExchange('progress')]: { type: 'fanout', options: durable },
  [signalExchange('cancel')]: { type: 'fanout', options: durable },
};

const quorumQueue = (args: Record<string, unknown>) => ({
  options: { durable: true, arguments: { 'x-queue-type': 'quorum', ...args } },
});

export const QUEUES: Readonly<Record<string, ReturnType<typeof quorumQueue>>> = {
  ...Object.fromEntries(
    SIZE_CLASSES.map((size) => [
      createdQueue(size),
      quorumQueue({ 'x-delivery-limit': DELIVERY_LIMIT, ...deadLetterSafelyTo(DEAD) }),
    ]),
  ),
  [DEAD]: quorumQueue({ 'x-delivery-limit': NO_DELIVERY_LIMIT }),
  ...Object.fromEntries(
    DELAYS_MS.map((delayMs) => [
      delayQueue(delayMs),
      quorumQueue({
        'x-delivery-limit': NO_DELIVERY_LIMIT,
        'x-message-ttl': delayMs,
        ...deadLetterSafelyTo(CREATED),
        'x-dead-letter-routing-key': CREATED, // small ones too: rare, and not worth as many queues again
      }),
    ]),
  ),
};

export const BINDINGS = {
  ...Object.fromEntries(
    SIZE_CLASSES.map(createdQueue).map((queue) => [
      queue,
      { source: CREATED, destination: queue, bindingKey: queue },
    ]),
  ),
  dead: { source: DEAD, destination: DEAD, bindingKey: '' },
  ...Object.fromEntries(
    DELAYS_MS.map((delayMs) => [
      delayQueue(delayMs),
      { source: DELAYED, destination: delayQueue(delayMs), bindingKey: delayKey(delayMs) },
    ]),
  ),
};

/** Through Rascal; announcements go through a channel of their own. */
const forgotten = { confirm: false, options: { persistent: false, mandatory: false } };

export const PUBLICATIONS = {
  progress: { exchange: signalExchange('progress'), routingKey: '', ...forgotten },
  cancel: { exchange: signalExchange('cancel'), routingKey: '', ...forgotten },
};

/** Of one process that listens, gone with its connection. */
export const signalQueue = (signal: Signal, reader: string) => ({
  name: `${signalExchange(signal)}.${reader}`,
  queue: {
    options: {
      durable: false,
      exclusive: true,
      autoDelete: true,
      arguments: { 'x-max-length': MOST_UNREAD_SIGNALS, 'x-overflow': 'drop-head' },
    },
  },
});
