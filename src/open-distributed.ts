import { amqpAddress } from './amqp-address.ts';
import type { Config } from './config.ts';
import { createBreaker, guard } from './dependencies/guard.ts';
import { type OnMissing, openPatiently } from './dependencies/open-patiently.ts';
import { subscribePatiently } from './dependencies/subscribe-patiently.ts';
import { watchDependencies } from './dependencies/watch-dependencies.ts';
import type { ProfileParts } from './open-embedded.ts';
import { openStorage } from './open-storage.ts';
import type { ReleaseStack } from './release-stack.ts';
import type { Logger } from './use-cases/parts.ts';

const mongoOptions = (config: Config) => ({
  url: config.MONGODB_URL,
  timeoutMs: config.MONGODB_TIMEOUT_MS,
  socketTimeoutMs: config.MONGODB_SOCKET_TIMEOUT_MS,
});

/** Each question to S3 costs money. */
const S3_INTERVAL_MS = 5000;

/** MongoDB, RabbitMQ, and S3 or a folder that every machine sees. Waits for what is not there yet. */
export async function openDistributed(
  config: Config,
  releases: ReleaseStack,
  logger: Logger,
  onMissing: OnMissing,
): Promise<ProfileParts> {
  const address = amqpAddress(config); // before anything is waited for
  const [{ openMongoStores }, { openRabbitMqBus }] = await Promise.all([
    import('./store/mongo-stores.ts'),
    import('./bus/rabbitmq-bus.ts'),
  ]);
  const { store, idempotencyKeys } = releases.opened(
    'store',
    await openPatiently('store', () => openMongoStores(mongoOptions(config)), onMissing),
    ({ store }) => store.close(),
  );
  const storage = releases.opened(
    'storage',
    await openPatiently('storage', () => openStorage(config), onMissing),
    (s) => s.close(),
  );
  const bus = releases.opened(
    'bus',
    await openPatiently('bus', () => openRabbitMqBus(address), onMissing),
    (b) => b.close(),
  );
  const storeBreaker = createBreaker();
  const guarded = {
    store: guard(store, storeBreaker, [
      'insert',
      'find',
      'list',
      'transition',
      'findStale',
      'countPendingBefore',
      'countPending',
      'countByStatus',
      'remove',
      'ping',
    ]),
    idempotencyKeys: guard(idempotencyKeys, storeBreaker, ['find', 'put', 'removeExpired']),
    bus: subscribePatiently(
      guard(bus, createBreaker(), ['announceCreated', 'deadLetter', 'ping']),
      onMissing,
    ),
  };
  const watch = watchDependencies(
    {
      store: guarded.store,
      bus: guarded.bus,
      ...(config.S3_BUCKET === ''
        ? {}
        : { storage: { ping: () => storage.ping(), intervalMs: S3_INTERVAL_MS } }),
    },
    logger,
  );
  const availability = releases.opened('watch', watch, (w) => w.stop());
  return { ...guarded, storage, availability };
}
