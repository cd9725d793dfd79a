import { resolve } from 'node:path';
import { createInProcessBus } from './bus/in-process-bus.ts';
import type { Config } from './config.ts';
import { ALWAYS_AVAILABLE } from './dependencies/watch-dependencies.ts';
import { systemClock } from './domain/instant.ts';
import type { Availability, Bus, ConversionStore, FileStorage, IdempotencyKeys } from './domain/ports.ts';
import { openStorage } from './open-storage.ts';
import type { ReleaseStack } from './release-stack.ts';
import { lockDataFolder } from './store/data-folder-lock.ts';
import { openLmdbStores } from './store/lmdb-stores.ts';

export interface ProfileParts {
  store: ConversionStore;
  idempotencyKeys: IdempotencyKeys;
  bus: Bus;
  storage: FileStorage;
  availability: Availability;
}

/** LMDB and a bus within this process, which locks the data folder. */
export async function openEmbedded(config: Config, releases: ReleaseStack): Promise<ProfileParts> {
  const folder = resolve(config.STORAGE_DIR);
  releases.opened('data folder lock', await lockDataFolder(folder), (lock) => lock.release());
  const { store, idempotencyKeys } = releases.opened(
    'store',
    await openLmdbStores({ folder: `${folder}/conversions` }),
    ({ store }) => store.close(),
  );
  const storage = releases.opened('storage', await openStorage(config), (s) => s.close());
  const bus = releases.opened('bus', createInProcessBus({ now: systemClock }), (b) => b.close());
  return { store, idempotencyKeys, storage, bus, availability: ALWAYS_AVAILABLE };
}
