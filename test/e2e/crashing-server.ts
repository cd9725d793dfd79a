// A server that dies where a test wants it to, and what must be true once it was started again.
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { LOAD_TYPESCRIPT } from '../../src/engines/pool/child-command.ts';
import { cubeStl } from '../support/cube.ts';
import { waitUntil } from '../support/wait-until.ts';

export interface Server {
  process: ChildProcess;
  address: string;
}

/** @param crashAt a point that crash-program.ts knows */
export async function start(folder: string, crashAt: string, env: NodeJS.ProcessEnv = {}): Promise<Server> {
  const child = fork(fileURLToPath(new URL('crash-program.ts', import.meta.url)), {
    execArgv: [LOAD_TYPESCRIPT],
    env: {
      ...process.env,
      CRASH_AT: crashAt,
      STORAGE_DIR: folder,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      RETRY_BASE_MS: '1',
      SWEEP_INTERVAL_MS: '50',
      ...env,
    },
  });
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ])) as [{ address: string }];
  return { process: child, address: message.address };
}

/** Resolves with the signal that ended it. */
export const killed = async ({ process }: Server) => {
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
  return process.signalCode;
};

/** Undefined where the server died before it answered. */
export async function upload({ address }: Server, headers: Record<string, string> = {}) {
  const form = new FormData();
  form.set('target_format', 'glb');
  form.set('file', new Blob([cubeStl(20)]), 'cube.stl');
  try {
    const answer = await fetch(`${address}/api/v1/conversions`, { method: 'POST', body: form, headers });
    const { id } = (await answer.json()) as { id?: string };
    return { status: answer.status, headers: answer.headers, id };
  } catch {
    return undefined;
  }
}

interface Resource {
  id: string;
  status: string;
  attempt: number;
  output?: { sha256: string };
}

async function list({ address }: Server): Promise<Resource[]> {
  const answer = await fetch(`${address}/api/v1/conversions?limit=100`);
  return ((await answer.json()) as { data: Resource[] }).data;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .filter((path) => !path.startsWith('/conversions/'))
    .sort();
}

/** Starts the real server again and checks that everything accepted ends well and nothing else is left. */
/** @param first done with the started server, before anything is looked at */
export async function recovers(
  t: Test,
  folder: string,
  accepted: (string | undefined)[],
  expected: number,
  first: (server: Server) => Promise<void> = async () => {},
) {
  const server = await start(folder, 'nowhere');
  t.teardown(() => server.process.kill('SIGKILL'));
  await first(server);
  await waitUntil('every conversion ended', async () =>
    (await list(server)).every(({ status }) => status === 'completed' || status === 'failed'),
  );
  const conversions = await list(server);
  t.equal(conversions.length, expected, 'conversions');
  for (const id of accepted)
    if (id)
      t.ok(
        conversions.some((one) => one.id === id),
        'what was accepted is there',
      );
  for (const { id, status, output } of conversions) {
    t.equal(status, 'completed');
    const file = await fetch(`${server.address}/api/v1/conversions/${id}/files?type=converted`);
    const bytes = Buffer.from(await file.arrayBuffer());
    t.equal(createHash('sha256').update(bytes).digest('hex'), output?.sha256, 'the whole file is served');
    t.equal(bytes.readUInt32LE(8), bytes.length, 'and it is a GLB of that length');
  }
  // A worker clears up after it has told that it is done; a process that has ended in order has cleared up.
  server.process.kill('SIGTERM');
  await once(server.process, 'exit');
  const files = await filesBelow(folder);
  t.equal(
    files.filter((path) => path.startsWith('/original/')).length,
    expected,
    `no orphan original: ${files}`,
  );
  t.equal(
    files.filter((path) => path.startsWith('/converted/')).length,
    expected,
    `no orphan result: ${files}`,
  );
  t.equal(
    files.filter((path) => !/^\/(original|converted)\//.test(path)).length,
    0,
    `nothing temporary: ${files}`,
  );
}

async function sizeOf(folder: string): Promise<number> {
  let size = 0;
  for (const path of await filesBelow(folder))
    size += (await readFile(join(folder, path)).catch(() => '')).length;
  return size;
}

/** Kills a server that has received a megabyte of an upload. */
export async function killMidUpload(folder: string, headers = '', env: NodeJS.ProcessEnv = {}) {
  const server = await start(folder, 'nowhere', env);
  const { hostname, port } = new URL(server.address);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(
    `POST /api/v1/conversions HTTP/1.1\r\nHost: x\r\n${headers}Content-Type: multipart/form-data; boundary=B\r\nContent-Length: 90000000\r\n\r\n` +
      `--B\r\nContent-Disposition: form-data; name="file"; filename="cube.stl"\r\n\r\nsolid ${'x'.repeat(3_000_000)}`,
  );
  await waitUntil('a megabyte is on the disk', async () => (await sizeOf(folder)) > 1_000_000);
  server.process.kill('SIGKILL');
  await killed(server);
  socket.destroy();
}
