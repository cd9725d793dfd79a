import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface BenchServer {
  process: ChildProcess;
  address: string;
  stop(): Promise<void>;
}

/** Starts a program that sends `{ address }` once it listens. */
export async function startServer(
  program: URL,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<BenchServer> {
  const child = fork(program, args, { env: { ...process.env, ...env }, execArgv: ['--import', 'tsx'] });
  const [{ address }] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`${program} ended with ${code}`))),
  ])) as [{ address: string }];
  return {
    process: child,
    address,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Resident memory of a process in bytes (Linux). */
export function residentBytes(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) * 1024;
}
