import { randomInt } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Test } from 'tap';
import { buildApp } from '../../src/app.ts';
import { createInProcessBus } from '../../src/bus/in-process-bus.ts';
import { ALWAYS_AVAILABLE } from '../../src/dependencies/watch-dependencies.ts';
import { createIdSource } from '../../src/domain/conversion-id.ts';
import { systemClock } from '../../src/domain/instant.ts';
import type { Bus, ConversionStore, FileStorage } from '../../src/domain/ports.ts';
import { listCapabilities } from '../../src/engines/catalogue.ts';
import { type AppParts, HTTP_DEFAULTS, type HttpConfig } from '../../src/http/app-parts.ts';
import { openFilesystemStorage } from '../../src/storage/filesystem-storage.ts';
import { openLmdbStores } from '../../src/store/lmdb-stores.ts';
import { undocumentedAnswers } from './documented-statuses.ts';
import { driveConversions } from './drive-conversions.ts';

interface Opened {
  store: ConversionStore;
  bus: Bus;
  storage: FileStorage;
}

export type TestAppOverrides = Partial<Omit<AppParts, 'config'>> & { config?: Partial<HttpConfig> };

/**
 * The app as production builds it, on the embedded adapters in a folder of the test, with a switch for draining and
 * its log in memory. No worker runs: `drive` plays the worker. All is closed when the test ends, and a test fails whose
 * requests got a status that the OpenAPI document does not know.
 * @param overrides may be a function, to wrap what was opened (a store that fails, a storage that is slow)
 */
export async function buildTestApp(
  t: Test,
  overrides: TestAppOverrides | ((opened: Opened) => TestAppOverrides) = {},
) {
  const folder = t.testdir({});
  const { store, idempotencyKeys } = await openLmdbStores({ folder: `${folder}/conversions` });
  const storage = await openFilesystemStorage({ folder });
  const bus = createInProcessBus({ now: systemClock });
  const { config, ...given } =
    typeof overrides === 'function' ? overrides({ store, bus, storage }) : overrides;
  const readiness = { draining: false };
  const logged: string[] = [];
  const parts: AppParts = {
    store,
    idempotencyKeys,
    bus,
    storage,
    availability: ALWAYS_AVAILABLE,
    engine: { capabilities: listCapabilities },
    engineSandbox: undefined,
    now: systemClock,
    nextId: createIdSource(systemClock, () => randomInt(2 ** 48 - 1)),
    logger: pino({ level: 'info' }, { write: (line: string) => logged.push(line) }),
    about: { version: '0.0.0-test' },
    page: new Map(),
    readiness: { isDraining: () => readiness.draining, isRefusing: () => readiness.draining },
    ...given,
    config: { ...HTTP_DEFAULTS, ...config },
  };
  const app = await buildApp(parts);
  let document: unknown = {};
  app.addHook('onReady', async () => {
    document = app.swagger();
  });
  t.teardown(async () => {
    await app.close();
    await bus.close();
    await storage.close();
    await store.close();
    const undocumented = undocumentedAnswers(document, logged);
    if (undocumented.length > 0) throw new Error(`undocumented answers: ${undocumented.join(' · ')}`);
  });
  const drive = driveConversions({ store, bus, storage, now: parts.now, nextId: parts.nextId });
  const keys = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { key } of storage.list()) found.push(key);
    return found.sort();
  };
  return {
    app,
    /** The opened adapters, also where the app got others. */
    store,
    idempotencyKeys,
    bus,
    storage,
    /** What the app got. */
    parts,
    /** Absolute path of the data folder. */
    folder,
    /** Set `draining` to see how the app behaves once the process was told to stop. */
    readiness,
    /** Lines of JSON, from level info. */
    logged,
    drive,
    /** The keys of all stored files, sorted. */
    keys,
  };
}

export type TestApp = Awaited<ReturnType<typeof buildTestApp>>;

export interface Listening {
  /** Such as `http://127.0.0.1:40123`. */
  url: string;
  port: number;
}

/** Listens on a free port of the loopback; closed with the app, connections included. */
export async function listen(t: Test, app: FastifyInstance): Promise<Listening> {
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => app.server.closeAllConnections());
  return { url, port: (app.server.address() as AddressInfo).port };
}
