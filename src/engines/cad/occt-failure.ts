import { Problem } from '../../domain/problem.ts';
import { EngineTrap } from '../engine-module.ts';

/** Tells what a C++ exception says, given the address that was thrown. */
type Describe = (address: number) => string;

const OUT_OF_MEMORY =
  /OOM|out of memory|memory allocation|allocation failed|array length|bad_alloc|OutOfMemory/i;

/**
 * Whatever comes out of a WebAssembly engine, as something to throw: `engine_failed` for a C++ exception, which
 * arrives as a number, `engine_out_of_memory`, an EngineTrap where the instance is broken, and anything else (a full
 * disk, a mistake in this program) as it is.
 * @param lastWords what the engine printed as an error before
 */
export function failureOf(thrown: unknown, describe: Describe, lastWords = ''): unknown {
  if (thrown instanceof Problem || thrown instanceof EngineTrap) return thrown;
  const message = typeof thrown === 'number' ? describeSafely(thrown, describe) : String(thrown);
  const cause = thrown instanceof Error ? thrown : new Error(message);
  if (OUT_OF_MEMORY.test(`${message} ${lastWords}`)) return new Problem('engine_out_of_memory', { cause });
  if (isTrap(thrown)) return new EngineTrap(message, { cause });
  return typeof thrown === 'number' ? new Problem('engine_failed', { cause }) : thrown;
}

/** Of WebAssembly, or of the glue around it: a missing function in its table, no stack left. */
const isTrap = (thrown: unknown): boolean =>
  thrown instanceof WebAssembly.RuntimeError ||
  (thrown instanceof TypeError && thrown.message.includes('getWasmTableEntry')) ||
  (thrown instanceof RangeError && thrown.message.includes('call stack'));

/** An exception that is not of OCCT has no message where one is looked for. */
function describeSafely(address: number, describe: Describe): string {
  try {
    return describe(address);
  } catch {
    return `a C++ exception at ${address}`;
  }
}
