import type { Test } from 'tap';
import { isProblem, type ProblemCode } from '../../../src/domain/problem.ts';

type Check = (bytes: Buffer, onChecked: (share: number) => void) => unknown;

/** Asserts that the check refuses the bytes with this code and a sentence that fits the pattern. */
export function refuses(
  t: Test,
  check: Check,
  bytes: Buffer | string,
  code: ProblemCode,
  says: RegExp,
  name: string,
) {
  try {
    check(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes, 'latin1'), () => {});
    t.fail(`${name}: accepted`);
  } catch (error) {
    if (!isProblem(error)) throw error;
    t.equal(error.code, code, `${name}: ${error.detail}`);
    t.match(error.detail, says, name);
  }
}

/** A fixed sequence, so that a failure can be repeated. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
