import { resolve } from 'node:path';
import type { Config } from './config.ts';
import { createBreaker, guard } from './dependencies/guard.ts';
import type { ProfileParts } from './open-embedded.ts';
import { type OnMissing, openPatiently } from './open-patiently.ts';
import type { ReleaseStack } from './release-stack.ts';
import { openFilesystemStorage } from './storage/filesystem-storage.ts';

/** MongoDB, RabbitMQ, and a folder that every machine sees. Waits for what is not there yet. */
export async function openDistributed(
  config: Config,
  releases: ReleaseStack,
  onMissing: OnMissing,
): Promise<ProfileParts> {
  const [{ openMongoConversionStore }, { openRabbitMqBus }] = await Promise.all([
    import('./store/mongo-conversion-store.ts'),
    import('./bus/rabbitmq-bus.ts'),
  ]);
  const folder = resolve(config.STORAGE_DIR);
  const store = releases.opened(
    'store',
    await openPatiently('store', () => openMongoConversionStore({ url: config.MONGODB_URL }), onMissing),
    (s) => s.close(),
  );
  const storage = releases.opened(
    'storage',
    await openPatiently('storage', () => openFilesystemStorage({ folder }), onMissing),
    (s) => s.close(),
  );
  const bus = releases.opened(
    'bus',
    await openPatiently(
      'bus',
      () => openRabbitMqBus({ url: config.AMQP_URL, namespace: config.AMQP_NAMESPACE }),
      onMissing,
    ),
    (b) => b.close(),
  );
  return {
    store: guard(store, createBreaker(), [
      'insert',
      'find',
      'list',
      'transition',
      'findStale',
      'countPendingBefore',
      'countByStatus',
      'remove',
    ]),
    storage,
    bus: guard(bus, createBreaker(), ['announceCreated', 'ping']),
  };
}
