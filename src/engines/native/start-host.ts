import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { Problem } from '../../domain/problem.ts';
import { openLineChannel } from '../child/line-channel.ts';
import { hostArguments, hostEnvironment } from './host-command.ts';
import { type HostMessage, type HostProgress, type HostRequest, readHostMessage } from './host-protocol.ts';

const CHANNEL_FD = 3;
const STDERR_TAIL_LENGTH = 4096;

type Answer = Extract<HostMessage, { type: 'done' | 'failed' | 'died' }>;

/** A Python process with OCCT loaded; one request at a time. It is in the process group of this one and ends with it. */
export interface Host {
  readonly pid: number | undefined;
  readonly version: string;
  /** Resolves with the answer, or with undefined where the host ended instead. */
  ask(request: HostRequest, onProgress: HostProgress): Promise<Answer | undefined>;
  /** The request that runs is answered soon, with `died`. */
  cancel(): void;
  /** Resolves once it is gone, with all that is known about why. */
  readonly ended: Promise<string>;
  close(): void;
}

/**
 * @param python path of an interpreter that has OCCT
 * @param program tests bring their own
 * Rejects with `engine_unavailable` where it ends before it is ready.
 */
export function startHost(python: string, program?: string): Promise<Host> {
  const child: ChildProcess = spawn(python, hostArguments(program), {
    env: hostEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let stderrTail = '';
  let asked: { id: number; onProgress: HostProgress; answer(given: Answer | undefined): void } | undefined;
  let lastId = 0;
  let fault: Error | undefined;
  let heardReady: (version: string) => void = () => {};

  const kill = (error: Error) => {
    fault ??= error;
    child.kill('SIGKILL');
  };
  const answer = (given: Answer | undefined) => {
    const { answer: settle } = asked ?? {};
    asked = undefined;
    settle?.(given);
  };
  const hear = (value: unknown) => {
    const message = readHostMessage(value);
    if (message?.type === 'ready') return heardReady(message.version);
    if (message?.type === 'died' && message.id !== asked?.id) return; // it was cancelled when it had answered
    if (message === undefined || message.id !== asked?.id) {
      return kill(new Error(`no message that was expected: ${JSON.stringify(value)?.slice(0, 500)}`));
    }
    if (message.type === 'progress') return asked.onProgress(message.stage, message.share);
    answer(message);
  };

  const channel = openLineChannel(child.stdio[CHANNEL_FD] as Duplex, {
    onMessage: hear,
    onEnd: (garbage) => kill(garbage ?? new Error('the host hung up')),
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-STDERR_TAIL_LENGTH);
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => {
      fault ??= error;
      if (child.pid === undefined) resolve(`could not be started: ${error.message}`);
    });
    child.on('close', (code, signal) =>
      resolve(`${signal ?? `exit code ${code}`}; ${fault?.message ?? ''}; stderr: ${stderrTail.trim()}`),
    );
  });
  void ended.then(() => answer(undefined));

  const host = (version: string): Host => ({
    pid: child.pid,
    version,
    ended,
    ask(request, onProgress) {
      const id = ++lastId;
      return new Promise((resolve) => {
        asked = { id, onProgress, answer: resolve };
        void ended.then(() => resolve(undefined)); // it may have ended before
        channel.send({ id, ...request });
      });
    },
    cancel: () => channel.send({ type: 'cancel' }),
    close: () => kill(new Error('closed')),
  });
  return new Promise((resolve, reject) => {
    heardReady = (version) => resolve(host(version));
    void ended.then((why) => {
      const cause = new Error(`the native CAD host did not start: ${why}`);
      reject(new Problem('engine_unavailable', { cause }));
    });
  });
}
