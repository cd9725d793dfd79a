import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes of RAM that a process and those it started hold now; undefined where it is gone or nobody can say. */
export type ReadResidentBytes = (pid: number) => Promise<number | undefined>;

/**
 * The process itself with all that it has mapped; of those below it what is theirs alone, because forks share the
 * rest. `status` and not `statm`: kilobytes, whatever the page size is.
 */
export async function readFromProc(pid: number): Promise<number | undefined> {
  const own = kilobytes(/^VmRSS:\s+(\d+) kB/m.exec(await statusOf(pid))?.[1]);
  if (own === undefined) return undefined;
  let total = own;
  const known = new Set([pid]);
  for (const parent of known) {
    for (const child of await childrenOf(parent)) {
      if (known.has(child)) continue;
      known.add(child);
      total += kilobytes(/^RssAnon:\s+(\d+) kB/m.exec(await statusOf(child))?.[1]) ?? 0;
    }
  }
  return total;
}

const statusOf = (pid: number): Promise<string> => readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');

/** Of every thread; none where the kernel was built without this list (CONFIG_PROC_CHILDREN). */
async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'latin1').catch(() => '')),
  );
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

/** A child leads a process group, in which all that it starts is. */
export async function readFromPs(pid: number): Promise<number | undefined> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,pgid=,rss=']).catch(() => ({ stdout: '' }));
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  if (!rows.some(([id]) => id === pid)) return undefined;
  return rows.reduce((sum, [id, group, rss = 0]) => sum + (id === pid || group === pid ? rss * 1024 : 0), 0);
}

const kilobytes = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text) * 1024;

interface MemoryGauge {
  read: ReadResidentBytes;
  intervalMs: number;
}

/** Undefined where the system has no way that is known here (Windows): then nothing watches the memory. */
export const MEMORY_GAUGE: MemoryGauge | undefined = (
  {
    linux: { read: readFromProc, intervalMs: 200 },
    darwin: { read: readFromPs, intervalMs: 1000 }, // starts a process each time
  } as Partial<Record<NodeJS.Platform, MemoryGauge>>
)[process.platform];
