import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { CHANNEL_FD } from '../child/protocol.ts';
import type { ChildEnd, EndReason } from './child-end.ts';
import { killGroup } from './process-group.ts';

const STDERR_TAIL_LENGTH = 8192;
/** After the exit, for pipes that a grandchild outside the group holds open. */
const PIPE_GRACE_MS = 1000;
/** After SIGKILL, for a process that the kernel does not let die (a network disk that hangs). */
const KILL_GRACE_MS = 5000;

/** A process in a group of its own, with a socket to it. Its group never outlives it. */
export interface DetachedProcess {
  readonly pid: number | undefined;
  /** Undefined where the process could not be started. */
  readonly socket: Duplex | undefined;
  /** Resolves once it is gone and its last words are read. Never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** Notes why the parent ends it; the first reason counts, and none where it was dead already. */
  note(reason: EndReason, error?: Error): void;
  kill(): void;
}

/** Never throws: a process that cannot be started has ended with an `error`. */
export function startDetached(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): DetachedProcess {
  let child: ChildProcess | undefined;
  let reason: EndReason | undefined;
  let error: Error | undefined;
  let stderrTail = '';
  /** Or given up: the kernel does not let it die. */
  let exited = false;
  let grace: NodeJS.Timeout | undefined;
  let settle: (end: ChildEnd) => void = () => {};
  const ended = new Promise<ChildEnd>((resolve) => {
    settle = resolve;
  });

  const finish = () => {
    exited = true;
    clearTimeout(grace);
    for (const stream of child?.stdio ?? []) stream?.destroy();
    const { pid, exitCode = null, signalCode: signal = null } = child ?? {};
    settle({ pid, reason, exitCode, signal, stderrTail: stderrTail.trim(), error });
  };
  const finishWithin = (graceMs: number) => {
    clearTimeout(grace);
    grace = setTimeout(finish, graceMs);
  };

  try {
    child = spawn(program, args, {
      detached: true,
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
  } catch (cause) {
    error = cause as Error;
    finish();
  }
  child?.on('error', (cause) => {
    error ??= cause;
    if (child?.pid === undefined) finish();
  });
  child?.on('exit', () => {
    exited = true;
    if (child?.pid !== undefined) killGroup(child.pid);
    finishWithin(PIPE_GRACE_MS);
  });
  child?.on('close', finish);
  child?.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-STDERR_TAIL_LENGTH);
  });

  return {
    pid: child?.pid,
    socket: (child?.stdio[CHANNEL_FD] as Duplex | null | undefined) ?? undefined,
    ended,
    note(why, cause) {
      if (exited) return;
      reason ??= why;
      error ??= cause;
    },
    kill() {
      if (exited || child?.pid === undefined) return;
      killGroup(child.pid);
      finishWithin(KILL_GRACE_MS);
    },
  };
}
