/** The built program, `converto serve`, as a process of its own, and what tests ask it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { cubeStl } from '../support/cube.ts';
import { isAlive } from '../support/processes.ts';
import { type CliRun, startNode } from '../support/run-cli.ts';
import { waitUntil } from '../support/wait-until.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
export const BRACKET = fileURLToPath(new URL('../../examples/bracket.step', import.meta.url));
const START_MS = 60_000;

export interface Served extends CliRun {
  address: string;
  port: number;
}

/** Runs `converto serve` on a free port, whether it comes to serve or not. */
export function startServe(t: Test, folder: string, env: NodeJS.ProcessEnv = {}): CliRun {
  const run = startNode([PROGRAM, 'serve'], {
    HOST: '127.0.0.1',
    PORT: '0',
    STORAGE_DIR: folder,
    LOG_LEVEL: 'silent',
    WORKER_CONCURRENCY: '1',
    ...env,
  });
  t.teardown(() => run.process.kill('SIGKILL'));
  return run;
}

/** Resolves once it is ready and has said all that it has to say. */
export async function serve(t: Test, folder: string, env: NodeJS.ProcessEnv = {}): Promise<Served> {
  const run = startServe(t, folder, env);
  let over = false;
  void run.done.then(() => (over = true));
  await waitUntil('it serves', () => over || /curl .*\n/.test(run.stdout()), START_MS);
  if (over) throw new Error(`it ended: ${JSON.stringify(await run.done)}`);
  const address = /ready at (\S+)/.exec(run.stdout())?.[1] ?? '';
  return { ...run, address, port: Number(new URL(address).port) };
}

export interface Resource {
  id: string;
  status: string;
  progress: number;
  attempt: number;
  max_attempts: number;
  output?: { file_name: string; size_bytes: number; sha256: string };
}

export async function upload(
  { address }: Served,
  { file = new Blob([cubeStl(20)]), name = 'cube.stl', to = 'glb' } = {},
): Promise<Response> {
  const form = new FormData();
  form.set('target_format', to);
  form.set('file', file, name);
  return fetch(`${address}/api/v1/conversions`, { method: 'POST', body: form });
}

/** As a client should: what is refused for now is sent again. */
export async function accepted(served: Served, what: Parameters<typeof upload>[1] = {}): Promise<string> {
  let answer: Response | undefined;
  await waitUntil(
    'it is not refused',
    async () => {
      answer = await upload(served, what);
      return answer.status !== 503;
    },
    START_MS,
  );
  const { id } = (await answer!.json()) as { id: string };
  if (answer!.status !== 201) throw new Error(`not accepted: ${answer!.status}`);
  return id;
}

export async function get({ address }: Served, id: string): Promise<Resource> {
  return (await (await fetch(`${address}/api/v1/conversions/${id}`)).json()) as Resource;
}

export async function hasStatus(served: Served, id: string, status: string): Promise<Resource> {
  let seen: Resource | undefined;
  await waitUntil(
    `${id} is ${status}`,
    async () => {
      seen = await get(served, id);
      return seen.status === status;
    },
    START_MS,
  );
  return seen!;
}

/** The data of the list. */
export async function list({ address }: Served): Promise<Resource[]> {
  const answer = await fetch(`${address}/api/v1/conversions?limit=100`);
  return ((await answer.json()) as { data: Resource[] }).data;
}

export async function download({ address }: Served, id: string): Promise<Buffer> {
  const answer = await fetch(`${address}/api/v1/conversions/${id}/files?type=converted`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok) throw new Error(`the download was answered with ${answer.status}`);
  return bytes;
}

/** Every file of the data folder but the database, by its path there. */
export async function storedFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .filter((path) => !path.startsWith('/conversions/'))
    .sort();
}

/** The process ids of its engines. */
export function childrenOf({ process: { pid } }: Pick<CliRun, 'process'>): number[] {
  return parents()
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child);
}

/** Stops every engine of `run`, which has converted before: what is converted next hangs until `goOn`. */
export function stopEngines(t: Test, run: Pick<CliRun, 'process'>): { engines: number[]; goOn(): void } {
  const engines = childrenOf(run);
  if (engines.length === 0) throw new Error('no engine is running');
  const tell = (signal: NodeJS.Signals) => {
    for (const engine of engines) if (isAlive(engine)) process.kill(-engine, signal); // a sandbox leads its group
  };
  tell('SIGSTOP');
  t.teardown(() => tell('SIGKILL'));
  return { engines, goOn: () => tell('SIGCONT') };
}

/** Every process with its parent; `ps` is missing in small containers. */
function parents(): [pid: number, parent: number][] {
  if (process.platform !== 'linux')
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        // The program's name may hold spaces and brackets.
        return [
          [Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as [number, number],
        ];
      } catch {
        return []; // it has just ended
      }
    });
}
