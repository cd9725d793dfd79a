import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { buildApp } from '../../src/app.ts';
import { createInProcessBus } from '../../src/bus/in-process-bus.ts';
import { ALWAYS_AVAILABLE } from '../../src/dependencies/watch-dependencies.ts';
import { systemClock } from '../../src/domain/instant.ts';
import { listCapabilities } from '../../src/engines/catalogue.ts';
import { HTTP_DEFAULTS } from '../../src/http/app-parts.ts';
import { openFilesystemStorage } from '../../src/storage/filesystem-storage.ts';
import { openLmdbStores } from '../../src/store/lmdb-stores.ts';

/** The OpenAPI document as a server gives it at /openapi.json; of no version, which is none of the API's business. */
export async function openApiDocument(): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), 'converto-docs-'));
  const stores = await openLmdbStores({ folder: join(folder, 'conversions') });
  const storage = await openFilesystemStorage({ folder });
  const bus = createInProcessBus({ now: systemClock });
  const app = await buildApp({
    ...stores,
    storage,
    bus,
    availability: ALWAYS_AVAILABLE,
    engine: { capabilities: listCapabilities },
    engineSandbox: undefined,
    page: new Map(),
    now: systemClock,
    nextId: () => {
      throw new Error('nothing is converted here');
    },
    logger: pino({ level: 'silent' }),
    about: { version: '0.0.0' },
    readiness: { isDraining: () => false, isRefusing: () => false },
    config: HTTP_DEFAULTS,
  });
  try {
    await app.ready();
    return app.swagger();
  } finally {
    await app.close();
    await bus.close();
    await storage.close();
    await stores.store.close();
    await rm(folder, { recursive: true });
  }
}
