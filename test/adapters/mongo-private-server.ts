import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { freePort } from '../../scripts/services/free-port.mjs';
import {
  isMongoJavaServerInstalled,
  startMongoJavaServer,
} from '../../scripts/services/mongo-java-server.mjs';
import { isSecantusDbInstalled, startSecantusDb } from '../../scripts/services/secantusdb.mjs';
import type { MongoServerProcess } from '../../scripts/services/server-process.d.mts';
import { openMongoConversionStore } from '../../src/store/mongo-conversion-store.ts';
import { MONGODB_TEST_URLS } from './mongo-test-store.ts';

const needs = (isInstalled: boolean) =>
  process.env.MONGODB_TEST_PRIVATE === '1' || (MONGODB_TEST_URLS.length > 0 && isInstalled)
    ? { timeout: 300_000 }
    : { skip: 'needs MONGODB_TEST_PRIVATE=1, or npm run test:services' };

export const NEEDS_PRIVATE_SECANTUSDB = needs(isSecantusDbInstalled());
export const NEEDS_PRIVATE_MONGO_JAVA_SERVER = needs(isMongoJavaServerInstalled());

/** What the outages are tested with: short, so that a test need not wait long. */
export const LIMITS = { timeoutMs: 1000, socketTimeoutMs: 2000 };

/** As docs/decisions/14-mongodb.md has it, and half a second for a busy machine. */
export const LONGEST_OPERATION_MS = LIMITS.socketTimeoutMs + 2 * LIMITS.timeoutMs + 500;

export type PrivateServer = MongoServerProcess & { port: number };

/** A durable server that the test may harm. */
export async function startPrivateSecantusDb(
  t: Test,
  settings: readonly string[] = [],
): Promise<PrivateServer> {
  const folder = await mkdtemp(join(tmpdir(), 'converto-secantusdb-'));
  const port = await freePort();
  const server = await startSecantusDb({ folder, port, settings });
  t.teardown(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return { ...server, port };
}

export async function startPrivateMongoJavaServer(t: Test): Promise<PrivateServer> {
  const port = await freePort();
  const server = await startMongoJavaServer({ port });
  t.teardown(() => server.stop());
  return { ...server, port };
}

export async function openStoreFor(t: Test, url: string) {
  const store = await openMongoConversionStore({ url, ...LIMITS });
  t.teardown(() => store.close());
  return store;
}
