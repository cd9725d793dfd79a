import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes of RAM that a process holds now; undefined where it is gone or this system cannot say. */
export type ReadResidentBytes = (pid: number) => Promise<number | undefined>;

/** `status` and not `statm`: kilobytes, whatever the page size is. */
export async function readFromProc(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return kilobytes(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
}

export async function readFromPs(pid: number): Promise<number | undefined> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return kilobytes(/^\s*(\d+)\s*$/.exec(stdout)?.[1]);
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
