import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { createInProcessBus } from './bus/in-process-bus.ts';
import type { Config } from './config.ts';
import { systemClock } from './domain/instant.ts';
import type { Bus, ConversionStore, FileStorage } from './domain/ports.ts';
import { engineSettings } from './engine-settings.ts';
import { engineVersions, type OpenedEngine, openEngine } from './engines/open-engine.ts';
import { createReleaseStack, type ReleaseStack } from './release-stack.ts';
import { openFilesystemStorage } from './storage/filesystem-storage.ts';
import { lockDataFolder } from './store/data-folder-lock.ts';
import { openLmdbConversionStore } from './store/lmdb-conversion-store.ts';
import type { Logger } from './use-cases/parts.ts';

export interface Resources {
  /** Absolute path of the data folder. */
  folder: string;
  store: ConversionStore;
  bus: Bus;
  storage: FileStorage;
  engine: OpenedEngine;
  engineVersions: Readonly<Record<string, string>>;
  /** No other process can hold a lease or write a file: what looks abandoned is abandoned. */
  alone: boolean;
  close(): Promise<void>;
}

/** Picks and opens the adapters of the profile that the configuration asks for. Closes what it opened if it fails. */
export async function openResources(config: Config, logger: Logger): Promise<Resources> {
  const releases = createReleaseStack();
  try {
    return await openEmbedded(config, logger, releases);
  } catch (error) {
    await releases.releaseAll();
    throw error;
  }
}

async function openEmbedded(config: Config, logger: Logger, releases: ReleaseStack): Promise<Resources> {
  const folder = resolve(config.STORAGE_DIR);
  releases.opened('data folder lock', await lockDataFolder(folder), (lock) => lock.release());
  const store = releases.opened(
    'store',
    await openLmdbConversionStore({ folder: `${folder}/conversions` }),
    (s) => s.close(),
  );
  const storage = releases.opened('storage', await openFilesystemStorage({ folder }), (s) => s.close());
  const bus = releases.opened('bus', createInProcessBus({ now: systemClock }), (b) => b.close());
  const engine = releases.opened(
    'engines',
    openEngine({ ...engineSettings(config), maxChildren: workerConcurrency(config), logger }),
    (e) => e.close(),
  );
  return {
    folder,
    store,
    bus,
    storage,
    engine,
    engineVersions: engineVersions(),
    alone: true,
    close: () => releases.releaseAll(),
  };
}

export const workerConcurrency = (config: Config): number =>
  config.WORKER_CONCURRENCY > 0 ? config.WORKER_CONCURRENCY : Math.max(1, availableParallelism() - 1);
