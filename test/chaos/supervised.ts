/** One process of the cluster, started again whenever it ends, as systemd or Docker would. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LOAD_TYPESCRIPT } from '../../src/engines/pool/child-command.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Entry, parseJournal } from './history.ts';
import type { Order, Ready } from './orders.ts';

const PROGRAM = fileURLToPath(new URL('process-program.ts', import.meta.url));
const RESTART_AFTER_MS = 200;
const READY_WITHIN_MS = 90_000;

export interface Exit {
  by: string;
  at: number;
  how: string;
}

export interface Supervised {
  readonly role: 'api' | 'worker';
  readonly name: string;
  readonly pid: number | undefined;
  isReady(): boolean;
  ready(): Promise<void>;
  send(order: Order): void;
  /** Sends the signal; where it ends the process, that was meant. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, and resolves once this life is over; the supervisor starts the next one. */
  restart(): Promise<void>;
  /** The next end of this life is meant; resolves when it comes. */
  expectEnd(): Promise<void>;
  /** Takes back what `expectEnd` said. */
  expectNoEnd(): void;
  /** What all its lives have written so far. */
  journal(): Entry[];
  /** SIGTERM and no further life; SIGKILL where that takes too long. */
  stop(): Promise<void>;
}

export interface Program {
  role: 'api' | 'worker';
  name: string;
  folder: string;
  env: NodeJS.ProcessEnv;
  onUnexpectedExit(exit: Exit): void;
}

const STOP_WITHIN_MS = 40_000;

export function supervise({ role, name, folder, env, onUnexpectedExit }: Program): Supervised {
  const log = openSync(join(folder, `${name}.log`), 'a');
  let life = 0;
  let child: ChildProcess;
  let isReady = false;
  let endIsMeant = false;
  let stopping = false;

  const nameOfLife = () => `${name}#${life}`;

  const start = () => {
    life += 1;
    isReady = false;
    endIsMeant = false;
    const started = fork(PROGRAM, [role, nameOfLife(), folder], {
      execArgv: [LOAD_TYPESCRIPT],
      env,
      stdio: ['ignore', log, log, 'ipc'],
    });
    child = started;
    started.on('message', (message: Ready) => {
      isReady = message.ready;
    });
    started.on('error', () => {}); // an order to a process that has just died
    started.once('exit', (code, signal) => {
      isReady = false;
      if (!endIsMeant)
        onUnexpectedExit({ by: nameOfLife(), at: Date.now(), how: `ended with ${code ?? signal}` });
      if (!stopping) setTimeout(() => stopping || start(), RESTART_AFTER_MS);
    });
  };
  start();

  const isOver = (one: ChildProcess) => one.exitCode !== null || one.signalCode !== null;
  const ended = async (one: ChildProcess) => {
    if (!isOver(one)) await once(one, 'exit');
  };

  const terminate = async (): Promise<void> => {
    const ending = child;
    endIsMeant = true;
    if (isOver(ending)) return;
    const wasReady = isReady;
    ending.kill('SIGTERM');
    ending.kill('SIGCONT'); // a frozen one would not hear it
    const timer = setTimeout(() => ending.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended(ending);
    clearTimeout(timer);
    const endedWhileStarting = !wasReady && ending.signalCode === 'SIGTERM'; // nobody listens to signals yet
    if (ending.exitCode !== 0 && !endedWhileStarting)
      onUnexpectedExit({
        by: nameOfLife(),
        at: Date.now(),
        how: `ended with ${ending.exitCode ?? ending.signalCode} on SIGTERM`,
      });
  };

  return {
    role,
    name,
    get pid() {
      return child.pid;
    },
    isReady: () => isReady,
    ready: () => waitUntil(`${name} is ready`, () => isReady, READY_WITHIN_MS),
    send: (order) => {
      if (child.connected) child.send(order, () => {});
    },
    signal(signal) {
      if (signal !== 'SIGCONT' && signal !== 'SIGSTOP') endIsMeant = true;
      child.kill(signal);
    },
    restart: terminate,
    async expectEnd() {
      endIsMeant = true;
      await ended(child);
    },
    expectNoEnd() {
      if (!isOver(child)) endIsMeant = false;
    },
    journal: () =>
      Array.from({ length: life }, (_, at) => join(folder, `${name}#${at + 1}.jsonl`))
        .filter((path) => existsSync(path))
        .flatMap((path) => parseJournal(readFileSync(path, 'utf8'))),
    async stop() {
      stopping = true;
      await terminate();
      await delay(0);
    },
  };
}
