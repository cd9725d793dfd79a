import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes of RAM that a process and those it started hold now; undefined where it is gone or nobody can say. */
export type ReadResidentBytes = (pid: number) => Promise<number | undefined>;

/**
 * The process itself with all that it has mapped; of those below it what is theirs alone, because forks share the
 * rest. `status` and not `statm`: kilobytes, whatever the page size is. Nothing of it comes from a disk: to read it at
 * once takes microseconds, and by way of the thread pool ten times as much.
 */
export async function readFromProc(pid: number): Promise<number | undefined> {
  const own = kilobytes(/^VmRSS:\s+(\d+) kB/m.exec(statusOf(pid))?.[1]);
  if (own === undefined) return undefined;
  let total = own;
  const known = new Set([pid]);
  for (const parent of known) {
    for (const child of childrenOf(parent)) {
      if (known.has(child)) continue;
      known.add(child);
      total += kilobytes(/^RssAnon:\s+(\d+) kB/m.exec(statusOf(child))?.[1]) ?? 0;
    }
  }
  return total;
}

const statusOf = (pid: number): string =>
  orWhereGone('', () => readFileSync(`/proc/${pid}/status`, 'latin1'));

/** Of every thread; none where the kernel was built without this list (CONFIG_PROC_CHILDREN). */
function childrenOf(pid: number): number[] {
  const threads = orWhereGone([], () => readdirSync(`/proc/${pid}/task`));
  return threads
    .map((thread) => orWhereGone('', () => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')))
    .flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

function orWhereGone<T>(instead: T, read: () => T): T {
  try {
    return read();
  } catch {
    return instead;
  }
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
