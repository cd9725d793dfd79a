import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LOAD_TYPESCRIPT } from '../../src/engines/pool/child-command.ts';

const PROGRAM = fileURLToPath(new URL('./cli-program.ts', import.meta.url));

export interface CliRun {
  process: ChildProcess;
  /** What it has printed so far. */
  stdout(): string;
  done: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** @param program a TypeScript file; the command line with hostile engines where none is given */
export const startCli = (
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  program = PROGRAM,
  stdin: 'ignore' | 'pipe' = 'ignore',
): CliRun => startNode([LOAD_TYPESCRIPT, program, ...args], env, stdin);

export function startNode(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  stdin: 'ignore' | 'pipe' = 'ignore',
): CliRun {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NATIVE_CAD: 'off', ...env }, // whatever this checkout has installed
    stdio: [stdin, 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const done = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { process: child, stdout: () => stdout, done };
}

export const runCli = (args: readonly string[], env: NodeJS.ProcessEnv = {}, program = PROGRAM) =>
  startCli(args, env, program).done;
