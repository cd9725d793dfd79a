import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import type { ByteWindow } from '../io/byte-window.ts';
import { tooManyVertices } from '../limits.ts';
import { knowDistinct } from '../tools/known.ts';
import { TupleIndex } from '../tools/tuple-index.ts';
import { BINARY_HEADER_BYTES, BINARY_TRIANGLE_BYTES } from './inspect-stl.ts';
import type { StlSolid } from './stl-solid.ts';

const EXPONENT = 0x7f800000;
const MINUS_ZERO = 0x80000000;

/**
 * Reads the facets behind the header. Positions are compared by the bits of their floats, 0 and -0 being one.
 * @param window unread from the first byte of the file, which is as long as `triangles` demands
 */
export function readBinaryStl(
  window: ByteWindow,
  triangles: number,
  limits: EngineLimits,
): { solid: StlSolid; coloured: number } {
  const points = new TupleIndex(3, triangles * 0.55); // a closed mesh has half as many points as triangles
  const indices = new Uint32Array(triangles * 3);
  const corners = new Uint32Array(3);
  let written = 0;
  let coloured = 0;
  window.at = BINARY_HEADER_BYTES;
  for (let triangle = 0; triangle < triangles; ) {
    if (!window.require(BINARY_TRIANGLE_BYTES)) throw new Problem('input_truncated');
    const { bytes } = window;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const available = Math.floor((window.end - window.at) / BINARY_TRIANGLE_BYTES);
    const last = Math.min(triangles, triangle + available);
    let at = window.at;
    for (; triangle < last; triangle += 1, at += BINARY_TRIANGLE_BYTES) {
      for (let corner = 0, offset = at + 12; corner < 3; corner += 1, offset += 12) {
        let x = view.getUint32(offset, true);
        let y = view.getUint32(offset + 4, true);
        let z = view.getUint32(offset + 8, true);
        if ((x & EXPONENT) === EXPONENT || (y & EXPONENT) === EXPONENT || (z & EXPONENT) === EXPONENT) {
          throw notFinite(triangle);
        }
        if (x === MINUS_ZERO) x = 0;
        if (y === MINUS_ZERO) y = 0;
        if (z === MINUS_ZERO) z = 0;
        corners[corner] = points.add3(x, y, z);
      }
      if (view.getUint16(at + 48, true) !== 0) coloured += 1;
      const a = corners[0]!;
      const b = corners[1]!;
      const c = corners[2]!;
      if (a === b || b === c || c === a) continue;
      indices[written] = a;
      indices[written + 1] = b;
      indices[written + 2] = c;
      written += 3;
    }
    window.at = at;
    if (points.count > limits.maxVertices) throw tooManyVertices(undefined, limits);
  }
  const solid = {
    name: '',
    positions: knowDistinct(new Float32Array(points.tuples().slice().buffer)),
    indices: written === indices.length ? indices : indices.slice(0, written),
    collapsed: triangles - written / 3,
  };
  return { solid, coloured };
}

function notFinite(triangle: number): Problem {
  return new Problem('input_malformed', {
    detail: `Triangle ${triangle + 1} of the STL file has a corner that is not a finite number. Export it again.`,
  });
}
