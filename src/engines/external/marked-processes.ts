import { readdir, readFile } from 'node:fs/promises';

/** In the environment of a program and so of everything that it starts, also in a session of its own. */
export const MARK = 'CONVERTO_RUN';

export interface MarkedProcess {
  pid: number;
  residentBytes: number;
}

/** Every process that carries this mark. Empty where the system has no /proc. */
export async function markedProcesses(mark: string): Promise<MarkedProcess[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((pid) => look(pid, mark)));
  return found.filter((process) => process !== undefined);
}

async function look(pid: string, mark: string): Promise<MarkedProcess | undefined> {
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  if (!`\0${environment}`.includes(`\0${MARK}=${mark}\0`)) return undefined;
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return { pid: Number(pid), residentBytes: Number(kilobytes ?? 0) * 1024 };
}

/** Again and again until none is left: one may start another while it is looked for. */
export async function killMarked(mark: string): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const left = await markedProcesses(mark);
    if (left.length === 0) return;
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // gone
      }
    }
  }
}
