import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { readConfig } from '../../src/config.ts';
import { type Running, startAll } from '../../src/start-all.ts';

/** The whole service in this process, on a free port and a folder of the test; stopped when the test ends. */
export async function runConverto(t: Test, env: Record<string, string> = {}): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'converto-running-'));
  // Engines that were killed may still be writing: tap would fail the whole file where a folder is not yet empty.
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  const running = await startAll(
    readConfig({ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', STORAGE_DIR: folder, ...env }),
  );
  t.teardown(() => running.stop());
  return running;
}
