import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { freePort } from '../../../scripts/services/free-port.mjs';
import { type Served, serve } from '../../e2e/served-process.ts';

export interface ServedPage {
  served: Served;
  /** The same port and folder again, after the process has ended. */
  again(): Promise<Served>;
}

/** The built program with a folder of its own; ended in order with the test. */
export async function servePage(t: Test, env: NodeJS.ProcessEnv = {}): Promise<ServedPage> {
  const folder = await mkdtemp(join(tmpdir(), 'converto-page-'));
  const port = await freePort();
  let served: Served;
  const start = async () => {
    served = await serve(t, folder, { PORT: String(port), ...env });
    return served;
  };
  await start();
  t.teardown(async () => {
    served.process.kill('SIGTERM'); // or its engine would still write while the folder is removed
    await served.done;
    await rm(folder, { recursive: true });
  });
  return { served: served!, again: start };
}
