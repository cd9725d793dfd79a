import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { createIdSource } from './domain/conversion-id.ts';
import type { Capability } from './domain/engine-port.ts';
import { systemClock } from './domain/instant.ts';
import { HTTP_DEFAULTS } from './http/app-parts.ts';
import { readPageFiles } from './http/page-files.ts';
import { keepForMs } from './keep-for.ts';
import type { Resources } from './open-resources.ts';
import { explainListenError } from './start-error.ts';

/** Where the build puts it, seen from src and from dist alike. */
const PAGE_FOLDER = fileURLToPath(new URL('../dist/web', import.meta.url));

export interface RunningApi {
  /** Such as `http://127.0.0.1:3000`. */
  address: string;
  capabilities(): readonly Capability[];
  /**
   * From now on readyz fails. After DRAIN_DELAY_MS, when it resolves, new uploads and streams are refused; what is under
   * way goes on, and reading too.
   */
  beginDraining(): Promise<void>;
  /**
   * Lets uploads finish within the grace and goes on answering until `othersDone` settles, then ends the event
   * streams and closes.
   */
  close(othersDone?: Promise<unknown>): Promise<void>;
}

/** Rejects with one sentence where the address cannot be listened on. */
export async function startApiRole(
  config: Config,
  resources: Resources,
  logger: Logger,
): Promise<RunningApi> {
  let draining = false;
  let refusing = false;
  let othersDone: Promise<unknown> = Promise.resolve();
  const { store, idempotencyKeys, bus, storage, availability, engine, engineSandbox } = resources;
  const app = await buildApp({
    store,
    idempotencyKeys,
    bus,
    storage,
    availability,
    engine,
    engineSandbox,
    logger,
    now: systemClock,
    nextId: createIdSource(systemClock, () => randomInt(2 ** 48 - 1)),
    about: { version: readVersion() },
    page: await readPageFiles(PAGE_FOLDER),
    readiness: { isDraining: () => draining, isRefusing: () => refusing, othersDone: () => othersDone },
    config: {
      ...HTTP_DEFAULTS,
      trustProxy: config.TRUST_PROXY,
      maxUploadBytes: config.MAX_UPLOAD_BYTES,
      uploadIdleTimeoutMs: config.UPLOAD_IDLE_TIMEOUT_MS,
      uploadGraceMs: config.SHUTDOWN_GRACE_MS,
      maxQueueLength: config.MAX_QUEUE_LENGTH,
      maxAttempts: config.MAX_ATTEMPTS,
      keyLeaseMs: config.LEASE_MS,
      maxEventStreams: config.MAX_EVENT_STREAMS,
      keepForMs: keepForMs(config),
    },
  });
  try {
    const address = await app.listen({ host: config.HOST, port: config.PORT });
    return {
      address,
      capabilities: () => engine.capabilities(),
      async beginDraining() {
        draining = true;
        if (config.DRAIN_DELAY_MS > 0) await delay(config.DRAIN_DELAY_MS);
        refusing = true;
      },
      close: (others = Promise.resolve()) => {
        othersDone = others;
        return app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw explainListenError(error, config);
  }
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
