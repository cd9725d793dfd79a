import type { Test } from 'tap';
import { readConfig } from '../../src/config.ts';
import { type Running, startAll } from '../../src/start-all.ts';

/** The whole service in this process, on a free port and a folder of the test; stopped when the test ends. */
export async function runConverto(t: Test, env: Record<string, string> = {}): Promise<Running> {
  const running = await startAll(
    readConfig({ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', STORAGE_DIR: t.testdir({}), ...env }),
  );
  t.teardown(() => running.stop());
  return running;
}
