/** An S3 server of the test's own, which it may kill, freeze and fill up. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { freePort } from '../../scripts/services/free-port.mjs';
import { startVersityGw, type VersityGw } from '../../scripts/services/versitygw.mjs';

export async function privateServer(
  t: Test,
  wrap?: (folder: string) => (command: readonly string[]) => readonly string[],
): Promise<VersityGw> {
  const folder = await mkdtemp(join(tmpdir(), 'converto-s3-'));
  const server = await startVersityGw({
    folder,
    port: await freePort(),
    ...(wrap === undefined ? {} : { wrap: wrap(folder) }),
  });
  t.teardown(async () => {
    await server.kill();
    await rm(folder, { recursive: true });
  });
  return server;
}
