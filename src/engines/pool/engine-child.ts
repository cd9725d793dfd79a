import type { EngineProgress } from '../../domain/engine-port.ts';
import { type LineChannel, openLineChannel } from '../child/line-channel.ts';
import type { Answer, ParentMessage } from '../child/protocol.ts';
import { childArguments, childEnvironment, type EnginePrograms } from './child-command.ts';
import type { ChildEnd, EndReason } from './child-end.ts';
import { startDetached } from './detached-process.ts';
import { readChildMessage } from './read-child-message.ts';
import type { Sandbox } from './sandbox.ts';

/** A child that hung up is about to exit, or has lost its channel and must be helped. */
const HUNG_UP_GRACE_MS = 1000;
const RETIRE_GRACE_MS = 2000;

export interface EngineChildOptions {
  entry: URL;
  hardRssBytes: number;
  startTimeoutMs: number;
  programs: EnginePrograms;
  /** Undefined: the child may do what this process may. */
  sandbox?: Sandbox;
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** One child process and the conversation with it: one request at a time. */
export interface EngineChild {
  readonly pid: number | undefined;
  /** False once it was killed or let go, hung up or ended. */
  readonly usable: boolean;
  /** Resolves with true once the child listens, with false where it ended before. */
  readonly ready: Promise<boolean>;
  /** Resolves with how it ended; the process and its group are gone then. Never rejects. */
  readonly ended: Promise<ChildEnd>;
  /**
   * Resolves with the answer, or with undefined where the child ended instead. Only after `ready`. A child that
   * answers that it is not reusable is retired already.
   */
  ask(
    request: WithoutId<ParentMessage>,
    onProgress?: (progress: EngineProgress) => void,
  ): Promise<Answer | undefined>;
  /** Lets a child go that has nothing to do: it gets a short while to end by itself. */
  retire(): void;
  kill(reason: EndReason, error?: Error): void;
}

/** Starts a child. Never throws: what goes wrong is in `ended`. */
export function startEngineChild(options: EngineChildOptions): EngineChild {
  const { sandbox } = options;
  const parent = sandbox === undefined ? process.pid : 'whoever-started-it';
  const args = childArguments(options.entry, options.hardRssBytes, parent);
  const command = sandbox?.wrap(process.execPath, args) ?? { program: process.execPath, args };
  const child = startDetached(command.program, command.args, childEnvironment(options.programs));
  let channel: LineChannel | undefined;
  let asked: { id: number; onProgress: (progress: EngineProgress) => void } | undefined;
  let answered: (answer: Answer | undefined) => void = () => {};
  let lastId = 0;
  let usable = true;
  let grace: NodeJS.Timeout | undefined;
  let heardReady: (ready: boolean) => void = () => {};
  const ready = new Promise<boolean>((resolve) => {
    heardReady = resolve;
  });

  const kill = (reason: EndReason, error?: Error) => {
    usable = false;
    child.note(reason, error);
    child.kill();
  };
  const killWithin = (graceMs: number, reason: EndReason) => {
    clearTimeout(grace);
    grace = setTimeout(kill, graceMs, reason);
  };
  killWithin(options.startTimeoutMs, 'no_handshake');
  void child.ended.then(() => {
    usable = false;
    clearTimeout(grace);
    heardReady(false);
  });

  const retire = () => {
    usable = false;
    child.note('recycled');
    channel?.end();
    killWithin(RETIRE_GRACE_MS, 'recycled');
  };

  const hear = (value: unknown) => {
    const message = readChildMessage(value);
    if (message?.type === 'ready') {
      clearTimeout(grace);
      return heardReady(true);
    }
    if (message === undefined || message.id !== asked?.id) {
      return kill(
        'garbage',
        new Error(`no message that was expected: ${JSON.stringify(value)?.slice(0, 500)}`),
      );
    }
    if (message.type === 'progress') {
      const { stage, fraction } = message;
      return asked.onProgress(fraction === undefined ? { stage } : { stage, fraction });
    }
    asked = undefined;
    if (message.type === 'failed' && !message.reusable) retire();
    answered(message);
  };

  if (child.socket !== undefined) {
    channel = openLineChannel(child.socket, {
      onMessage: hear,
      onEnd: (garbage) => {
        usable = false;
        if (garbage === undefined) killWithin(HUNG_UP_GRACE_MS, 'hung_up');
        else kill('garbage', garbage);
      },
    });
  }

  return {
    pid: child.pid,
    get usable() {
      return usable;
    },
    ready,
    ended: child.ended,
    ask(request, onProgress = () => {}) {
      const id = ++lastId;
      asked = { id, onProgress };
      return new Promise((resolve) => {
        answered = resolve;
        void child.ended.then(() => resolve(undefined)); // it may have ended before we asked
        channel?.send({ ...request, id });
      });
    },
    retire,
    kill,
  };
}
