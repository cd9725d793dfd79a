import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { LOAD_TYPESCRIPT } from '../../src/engines/pool/child-command.ts';
import { until } from '../contracts/until.ts';

export interface Program {
  child: ChildProcessWithoutNullStreams;
  /** What it has printed so far. */
  output(): string;
  /** Resolves once the output has this text; rejects where the program ends before. */
  printed(text: string | RegExp): Promise<void>;
  /** Resolves once it has ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const pathOf = (name: string) => fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));

/** The command line of a program in test/adapters/programs. */
export const commandOf = (name: string, ...args: string[]): [string, ...string[]] => [
  process.execPath,
  LOAD_TYPESCRIPT,
  pathOf(name),
  ...args,
];

/** Starts a process of its own; whatever happens, it does not outlive the test. */
export function startProgram(t: Test, [command, ...args]: [string, ...string[]]): Program {
  const child = spawn(command, args, { stdio: 'pipe' });
  let output = '';
  let over = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.pipe(process.stderr);
  const ended = once(child, 'close').then(([code, signal]) => {
    over = true;
    return { code, signal } as { code: number | null; signal: NodeJS.Signals | null };
  });
  t.teardown(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    ended,
    output: () => output,
    printed: (text) =>
      until(
        `it prints ${text}`,
        () => {
          if (typeof text === 'string' ? output.includes(text) : text.test(output)) return true;
          if (over) throw new Error(`it ended without printing ${text}: ${output}`);
          return false;
        },
        30_000,
      ),
  };
}
