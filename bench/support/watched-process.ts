import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface Watched {
  seconds: number;
  /** What it printed, at most some kilobytes. */
  output: string;
  /** The largest resident size of the process so far as Linux counts it; undefined elsewhere. */
  peakMegabytes: number | undefined;
}

const POLL_EVERY_MS = 10;

/** Runs a program in a fresh process, to its end. Throws with the last words of a program that fails. */
export async function watchProcess(command: string, args: readonly string[]): Promise<Watched> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output = `${output}${text}`.slice(-4000);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = `${words}${text}`.slice(-2000);
  });
  let peakMegabytes: number | undefined;
  const poll = setInterval(() => {
    peakMegabytes = peakOf(child.pid) ?? peakMegabytes; // the mark only rises, so the last one seen is the largest
  }, POLL_EVERY_MS);
  try {
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${words}`);
    return { seconds: (performance.now() - started) / 1000, output, peakMegabytes };
  } finally {
    clearInterval(poll);
  }
}

function peakOf(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined; // it has just ended, or this is not Linux
  }
}
