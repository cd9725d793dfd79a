import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { killGroup } from '../pool/process-group.ts';
import { folderBytes } from './folder-bytes.ts';
import { killMarked, MARK, markedProcesses } from './marked-processes.ts';

export interface ProgramRun {
  program: string;
  args: readonly string[];
  /** Its working folder, the only one that it should write to; watched for its size. */
  folder: string;
  env: Readonly<Record<string, string>>;
  /** A group of its own by default; `ours`: it dies with this process, whose group and memory somebody else watches. */
  group?: 'own' | 'ours';
  /** Absent: as long as it takes. */
  timeoutMs?: number;
  /** Absent: not watched. */
  memoryBytes?: number;
  diskBytes: number;
  signal?: AbortSignal;
  onOutput?(stream: 'stdout' | 'stderr', text: string): void;
}

export type StopReason = 'timed_out' | 'out_of_memory' | 'disk_full' | 'too_talkative' | 'aborted';

export interface ProgramEnd {
  /** Why it was ended; absent where it ended by itself. */
  reason?: StopReason;
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** It could not be started. */
  error?: Error;
  /** The last kilobytes of what it printed. */
  lastWords: string;
}

const TAIL_LENGTH = 8192;
const MOST_PRINTED_BYTES = 256 * 1024 * 1024;
const WATCH_INTERVAL_MS = 250;
/** After the exit, for pipes that somebody holds open. */
const PIPE_GRACE_MS = 1000;

/**
 * Runs a program without a shell, within its limits. When this resolves, the program and
 * everything that it started is gone, as far as the system lets us see it. Never rejects.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { group = 'own', timeoutMs, memoryBytes } = run;
  const mark = randomUUID();
  let child: ChildProcess;
  try {
    child = spawn(run.program, run.args, {
      cwd: run.folder,
      detached: group === 'own',
      env: { ...run.env, [MARK]: mark },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
  } catch (error) {
    return { exitCode: null, signal: null, error: error as Error, lastWords: '' };
  }
  let reason: StopReason | undefined;
  let error: Error | undefined;
  let lastWords = '';
  let printedBytes = 0;

  const kill = () => {
    if (group === 'ours') child.kill('SIGKILL');
    else if (child.pid !== undefined) killGroup(child.pid);
  };
  const stop = (why: StopReason) => {
    reason ??= why;
    kill();
  };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      printedBytes += text.length;
      if (printedBytes > MOST_PRINTED_BYTES) stop('too_talkative');
      lastWords = (lastWords + text).slice(-TAIL_LENGTH);
      if (reason === undefined) run.onOutput?.(stream, text);
    });
  }
  const watch = async () => {
    if (memoryBytes !== undefined) {
      const running = await markedProcesses(mark);
      if (running.reduce((sum, each) => sum + each.residentBytes, 0) > memoryBytes) stop('out_of_memory');
    }
    if ((await folderBytes(run.folder, run.diskBytes)) > run.diskBytes) stop('disk_full');
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs, 'timed_out');
  let watching = Promise.resolve();
  let isOver = false;
  const ticker = setInterval(() => {
    watching = watching.then(() => (isOver ? undefined : watch()));
  }, WATCH_INTERVAL_MS);
  const onAbort = () => stop('aborted');
  run.signal?.addEventListener('abort', onAbort, { once: true });
  if (run.signal?.aborted) onAbort();
  await new Promise<void>((resolve) => {
    child.once('error', (cause) => {
      error = cause;
      if (child.pid === undefined) resolve();
    });
    child.once('exit', () => {
      kill(); // what it left running
      setTimeout(resolve, PIPE_GRACE_MS).unref();
    });
    child.once('close', () => resolve());
  });
  isOver = true;
  clearTimeout(timer);
  clearInterval(ticker);
  run.signal?.removeEventListener('abort', onAbort);
  await watching;
  await killMarked(mark);
  for (const stream of [child.stdout, child.stderr]) stream?.destroy();
  return {
    ...(reason !== undefined && { reason }),
    exitCode: child.exitCode,
    signal: child.signalCode,
    ...(error !== undefined && { error }),
    lastWords: lastWords.trim(),
  };
}
