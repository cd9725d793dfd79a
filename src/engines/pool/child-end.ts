import { FORMATS, type FormatId } from '../../domain/formats.ts';
import { Problem } from '../../domain/problem.ts';
import type { EngineStage } from '../../domain/report.ts';

/** Why the parent ended a child; absent where the child ended by itself. */
export type EndReason =
  | 'timed_out'
  | 'silent'
  | 'out_of_memory'
  | 'aborted'
  | 'pool_closed'
  | 'no_handshake'
  | 'hung_up'
  | 'garbage'
  | 'recycled';

/** How a child process ended. */
export interface ChildEnd {
  pid: number | undefined;
  reason: EndReason | undefined;
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** The last kilobytes of what it printed. */
  stderrTail: string;
  /** Why it could not be started, or what it sent that is no message. */
  error: Error | undefined;
}

/** Private cause of a Problem: everything that is known about the death of a child. */
export class EngineDeath extends Error {
  readonly end: ChildEnd;
  readonly stage: string;

  constructor(end: ChildEnd, engine: string, stage: string) {
    const how = end.signal === null ? `exit code ${end.exitCode}` : `signal ${end.signal}`;
    const why = end.reason === undefined ? '' : `, ended by the pool: ${end.reason}`;
    const stderr = end.stderrTail === '' ? '' : `; stderr: ${end.stderrTail}`;
    super(
      `engine process ${end.pid ?? '(not started)'} (${engine}) died while ${stage}: ${how}${why}${stderr}`,
      {
        cause: end.error,
      },
    );
    this.name = 'EngineDeath';
    this.end = end;
    this.stage = stage;
  }
}

export interface EndContext {
  engine: string;
  /** The last one that the engine told; `starting` before the child listened, `loading` before the first stage. */
  stage: EngineStage | 'starting' | 'loading';
  /** Absent where a child only loads engines. */
  sourceFormat?: FormatId;
  timeoutMs: number;
  /** That the engine may show no progress for; absent: any time. */
  silenceMs?: number;
  hardRssBytes: number;
}

/** The Problem that the end of a child is for the conversion that it had. */
export function problemOfEnd(end: ChildEnd, context: EndContext): Problem {
  const { engine, stage } = context;
  const cause = new EngineDeath(end, engine, stage);
  if (end.reason === 'timed_out') {
    const detail = `The conversion was stopped while ${stage}: it passed the time limit of ${seconds(context.timeoutMs)} s. Simplify the model or raise the limit.`;
    return new Problem('engine_timed_out', { detail, cause });
  }
  if (end.reason === 'silent') {
    const format = context.sourceFormat === undefined ? 'model' : FORMATS[context.sourceFormat].name;
    const detail = `The conversion was stopped while ${stage}: the reader of ${format} made no progress for ${seconds(context.silenceMs ?? 0)} s. The file is probably damaged: open it in the program that wrote it and export it again.`;
    return new Problem('engine_stalled', { detail, cause });
  }
  if (end.reason === 'out_of_memory') {
    const detail = `The conversion was stopped while ${stage}: it passed the memory limit of ${megabytes(context.hardRssBytes)} MB. Simplify the model or raise the limit.`;
    return new Problem('engine_out_of_memory', { detail, cause });
  }
  if (end.reason === 'pool_closed') {
    const detail = 'The conversion was stopped because the server shuts down. Start it again later.';
    return new Problem('engine_unavailable', { detail, cause });
  }
  if (stage === 'starting') return new Problem('engine_unavailable', { cause });
  if (ranOutOfHeap(end)) {
    const detail = `The engine ran out of memory while ${stage}. Simplify the model or raise the memory limit.`;
    return new Problem('engine_out_of_memory', { detail, cause });
  }
  const detail = `The engine died while ${stage}. Check the model in the program that wrote it, or try again.`;
  return new Problem('engine_crashed', { detail, cause });
}

/** V8 prints this and aborts (exit code 134 through a shell) where its heap cannot grow. */
const ranOutOfHeap = ({ stderrTail }: ChildEnd): boolean => /(heap|process) out of memory/i.test(stderrTail);

const seconds = (ms: number): number => Math.round(ms / 100) / 10;
const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
