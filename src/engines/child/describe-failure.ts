import { inspect } from 'node:util';
import type { EngineJob } from '../../domain/engine-port.ts';
import { isProblem, type Problem, type ProblemCode } from '../../domain/problem.ts';
import type { Failure } from './protocol.ts';

const MAX_CAUSE_LENGTH = 8000;

/**
 * After these the engine or its memory is not what it was. An engine that says itself that it crashed has lost a
 * process of its own and starts another.
 */
const SPOILS_THE_CHILD: ReadonlySet<ProblemCode> = new Set(['engine_out_of_memory', 'engine_unavailable']);

const STORAGE_IS_FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/** What an engine threw while it converted. Anything that is not a Problem (a trap, a bare number) is a crash. */
export function describeFailure(thrown: unknown, job: EngineJob): Failure {
  if (isProblem(thrown) && (thrown.kind === 'conversion_failed' || thrown.code === 'storage_full')) {
    return { ...asFailure(thrown), reusable: !SPOILS_THE_CHILD.has(thrown.code) };
  }
  const { code, path } = (thrown ?? {}) as NodeJS.ErrnoException;
  const cause = describe(thrown);
  if (STORAGE_IS_FULL.has(code)) {
    const detail = 'The disk is full: the converted file could not be written.';
    return { code: 'storage_full', detail, cause, reusable: false };
  }
  if (code === 'ENOENT' && path === job.sourcePath) {
    const detail = 'The file to convert is no longer there.';
    return { code: 'original_missing', detail, cause, reusable: true };
  }
  if (isOutOfMemory(thrown)) {
    const detail = 'The engine could not get the memory that this model needs. Simplify the model.';
    return { code: 'engine_out_of_memory', detail, cause, reusable: false };
  }
  const detail = 'The engine broke down on this model. Check the model in the program that wrote it.';
  return { code: 'engine_crashed', detail, cause, reusable: false };
}

/** What was thrown while an engine was loaded. */
export function describeLoadFailure(engine: string, thrown: unknown): Failure {
  const detail = `The engine ${engine} could not be loaded on this server. Retry the conversion later.`;
  return { code: 'engine_unavailable', detail, cause: describe(thrown), reusable: false };
}

function asFailure({ code, detail, cause }: Problem): Omit<Failure, 'reusable'> {
  return { code, detail, ...(cause === undefined ? {} : { cause: describe(cause) }) };
}

/**
 * Typed arrays that V8 cannot allocate, strings and maps above its limits, std::bad_alloc, and what Emscripten says
 * where its heap cannot grow.
 */
const OUT_OF_MEMORY =
  /array buffer allocation failed|invalid string length|maximum size exceeded|out of memory|\bOOM\b|bad_alloc|cannot enlarge memory/i;

const isOutOfMemory = (thrown: unknown): boolean =>
  thrown instanceof Error && OUT_OF_MEMORY.test(thrown.message);

const describe = (thrown: unknown): string =>
  inspect(thrown, { depth: 3, breakLength: 120 }).slice(0, MAX_CAUSE_LENGTH);
