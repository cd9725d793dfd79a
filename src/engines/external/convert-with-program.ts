import { constants } from 'node:fs';
import { copyFile, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineJob } from '../../domain/engine-port.ts';
import { FORMATS, type FormatId } from '../../domain/formats.ts';
import { Problem } from '../../domain/problem.ts';
import type { Sandbox } from '../pool/sandbox.ts';
import type { Watch } from '../pool/work-in-child.ts';
import { type DeclaredEngine, PLACEHOLDER } from './declaration.ts';
import { programEnvironment } from './program-environment.ts';
import { type ProgramEnd, runProgram, type StopReason } from './run-program.ts';
import { watchProgress } from './watch-progress.ts';

export interface ProgramLimits {
  timeoutMs: number;
  hardRssBytes: number;
  sandbox?: Sandbox;
}

const DISK_BYTES = 4096 * 1024 * 1024;

/**
 * Runs a declared program on a copy of the source, in a folder of its own. Resolves with the path of what it wrote.
 * Throws a Problem of kind conversion_failed, or the signal's reason.
 * @param folder empty; the caller removes it
 */
export async function convertWithProgram(
  engine: DeclaredEngine,
  job: EngineJob,
  folder: string,
  limits: ProgramLimits,
  watch: Watch,
): Promise<string> {
  const scratch = join(folder, 'scratch');
  await mkdir(scratch);
  const input = join(scratch, `input${FORMATS[job.sourceFormat].extensions[0]}`);
  const output = join(scratch, `output${FORMATS[engine.output_format as FormatId].extensions[0]}`);
  await copyFile(job.sourcePath, input, constants.COPYFILE_FICLONE);
  const { size } = await lstat(input);
  const values: Record<string, string> = { input, output, scratch };
  for (const [name, option] of Object.entries(engine.options ?? {})) {
    values[`option.${name}`] = String(job.options[name] ?? option.default);
  }
  const [program, ...args] = engine.command.map((argument) =>
    argument.replace(PLACEHOLDER, (_, name: string) => values[name]!),
  );
  const command = limits.sandbox?.narrowed([scratch]).wrap(program!, args) ?? { program: program!, args };
  const onText = engine.progress && watchProgress(engine.progress, (fraction) => tell(watch, fraction));
  watch.onProgress({ stage: 'reading' });
  const end = await runProgram({
    ...command,
    folder: scratch,
    env: { ...programEnvironment(scratch), ...engine.environment },
    timeoutMs: Math.min(limits.timeoutMs, (engine.timeout_seconds ?? Infinity) * 1000),
    memoryBytes: Math.min(limits.hardRssBytes, engine.memory_bytes ?? Infinity),
    diskBytes: size + (engine.disk_bytes ?? DISK_BYTES),
    signal: watch.signal,
    onOutput: (stream, text) => {
      if (stream === (engine.progress?.stream ?? 'stdout')) onText?.(text);
    },
  });
  watch.signal.throwIfAborted();
  const problem = problemOf(engine, end);
  if (problem !== undefined) throw problem;
  // A link could point at any file of this machine.
  const written = await lstat(output).catch(() => undefined);
  if (!written?.isFile() || written.size === 0) {
    throw failed(engine, 'ended without writing a result', end);
  }
  return output;
}

/** The program's part is the first half of reading. */
const tell = (watch: Watch, fraction: number): void =>
  watch.onProgress({ stage: 'reading', fraction: fraction / 2 });

const STOPPED: Readonly<
  Record<Exclude<StopReason, 'aborted'>, (engine: DeclaredEngine, end: ProgramEnd) => Problem>
> = {
  timed_out: (_, end) => new Problem('engine_timed_out', { cause: causeOf(end) }),
  out_of_memory: (_, end) => new Problem('engine_out_of_memory', { cause: causeOf(end) }),
  disk_full: (engine, end) => failed(engine, 'wrote more than it may', end),
  too_talkative: (engine, end) => failed(engine, 'printed more than it may', end),
};

function problemOf(engine: DeclaredEngine, end: ProgramEnd): Problem | undefined {
  const { reason, error, exitCode, signal } = end;
  if (reason !== undefined && reason !== 'aborted') return STOPPED[reason](engine, end);
  if (error !== undefined) {
    const detail = `The program ${engine.name} could not be started on this server. Tell its administrator.`;
    return new Problem('engine_unavailable', { detail, cause: error });
  }
  if (signal !== null) return failed(engine, `died of ${signal}`, end);
  if (exitCode === 0) return undefined;
  if (engine.input_exit_codes?.includes(exitCode ?? -1)) {
    const detail = `The program ${engine.name} says that the file is faulty. Check it in the program that wrote it.`;
    return new Problem('input_malformed', { detail, cause: causeOf(end) });
  }
  return failed(engine, `ended with the exit code ${exitCode}`, end);
}

const failed = (engine: DeclaredEngine, how: string, end: ProgramEnd): Problem =>
  new Problem('engine_failed', {
    detail: `The program ${engine.name} ${how}. Check the model in the program that wrote it.`,
    cause: causeOf(end),
  });

const causeOf = ({ exitCode, signal, lastWords }: ProgramEnd): Error =>
  new Error(`exit code ${exitCode}, signal ${signal}; last words: ${lastWords}`);
