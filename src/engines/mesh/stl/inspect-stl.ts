import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import type { ByteWindow } from '../io/byte-window.ts';
import { tooManyTriangles } from '../limits.ts';

export const BINARY_HEADER_BYTES = 84;
export const BINARY_TRIANGLE_BYTES = 50;

export type StlKind = { encoding: 'ascii' } | { encoding: 'binary'; triangles: number };

/**
 * Tells ASCII from binary and checks the size of a binary file against its count, before anything is allocated.
 * A binary file may begin with `solid` too, so its size decides first.
 * Throws `input_truncated`, `input_malformed`, `input_no_geometry` or `input_limit_exceeded`.
 */
export function inspectStl(window: ByteWindow, limits: EngineLimits): StlKind {
  const { sizeBytes } = window;
  window.require(Math.min(sizeBytes, 1024));
  const start = window.bytes.subarray(0, window.end);
  const claimed = start.length >= BINARY_HEADER_BYTES ? start.readUInt32LE(80) : 0;
  const expectedBytes = BINARY_HEADER_BYTES + BINARY_TRIANGLE_BYTES * claimed;
  const fits = sizeBytes === expectedBytes;
  const isText = /^(\ufeff)?\s*solid/i.test(start.subarray(0, 32).toString('utf8')) && !start.includes(0);
  if (!fits && isText) return { encoding: 'ascii' };
  if (sizeBytes < BINARY_HEADER_BYTES) {
    throw new Problem('input_truncated', {
      detail: `The file has ${sizeBytes} bytes, fewer than the header of an STL file. Export or upload it again.`,
    });
  }
  if (!fits) {
    const detail =
      `The STL file says it holds ${claimed} triangles, which take ${expectedBytes} bytes, but it has ` +
      `${sizeBytes}. Export or upload it again.`;
    throw new Problem(sizeBytes < expectedBytes ? 'input_truncated' : 'input_malformed', { detail });
  }
  if (claimed === 0) throw new Problem('input_no_geometry');
  if (claimed > limits.maxTriangles) throw tooManyTriangles(claimed, limits);
  return { encoding: 'binary', triangles: claimed };
}
