/**
 * The app with its storage in the folder of the first argument, as a process of its own, so that a test can look at
 * its memory or give it a disk of its own. Prints the port, and on SIGTERM closes.
 */
import { randomInt } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { buildApp } from '../../src/app.ts';
import { createInProcessBus } from '../../src/bus/in-process-bus.ts';
import { ALWAYS_AVAILABLE } from '../../src/dependencies/watch-dependencies.ts';
import { createIdSource } from '../../src/domain/conversion-id.ts';
import { systemClock } from '../../src/domain/instant.ts';
import { listCapabilities } from '../../src/engines/catalogue.ts';
import { HTTP_DEFAULTS } from '../../src/http/app-parts.ts';
import { openFilesystemStorage } from '../../src/storage/filesystem-storage.ts';
import { openLmdbStores } from '../../src/store/lmdb-stores.ts';

const [filesFolder = '', recordsFolder = ''] = process.argv.slice(2);
const { store, idempotencyKeys } = await openLmdbStores({ folder: recordsFolder });
const storage = await openFilesystemStorage({ folder: filesFolder });
const bus = createInProcessBus({ now: systemClock });
const app = await buildApp({
  store,
  idempotencyKeys,
  storage,
  bus,
  availability: ALWAYS_AVAILABLE,
  engine: { capabilities: listCapabilities },
  engineSandbox: undefined,
  now: systemClock,
  nextId: createIdSource(systemClock, () => randomInt(2 ** 48 - 1)),
  logger: pino({ level: 'silent' }),
  about: { version: '0.0.0-test' },
  page: new Map(),
  readiness: { isDraining: () => false, isRefusing: () => false },
  config: HTTP_DEFAULTS,
});
await app.listen({ host: '127.0.0.1', port: 0 });
process.once('SIGTERM', async () => {
  await app.close();
  await bus.close();
  await storage.close();
  await store.close();
});
console.log(`listening on ${(app.server.address() as AddressInfo).port}`);
