import type { Mesh } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { determinant, type Matrix } from '../tools/matrix.ts';
import { BLOCK, bySizes, untold } from '../tools/shares.ts';
import { TupleIndex } from '../tools/tuple-index.ts';

/** The triangles of one part in the frame of the whole model, over distinct points. */
export interface PartGeometry {
  /** x, y, z in the unit of the model. */
  points: Float64Array;
  /** Three different points for each triangle, counter-clockwise seen from outside. */
  triangles: Uint32Array;
  /** For each triangle an index into the materials, −1 for none. */
  materials: Int32Array;
}

/** @param matrix of the node in the frame of the model; undefined: identity */
export function partGeometry(
  mesh: Mesh,
  matrix: Matrix | undefined,
  onFraction: OnFraction = untold,
): PartGeometry {
  const corners = mesh.primitives.reduce((sum, { indices }) => sum + indices.length, 0);
  const triangles = new Uint32Array(corners);
  const materials = new Int32Array(corners / 3);
  // Points that are equal to the last bit are one, across primitives too: materials and creases do not open a body.
  const index = new TupleIndex(6, Math.ceil(corners / 5));
  const coordinates = new Float64Array(3);
  const words = new Uint32Array(coordinates.buffer);
  let used = 0;
  const nextPiece = bySizes(corners, onFraction);
  for (const { positions, indices, material = -1 } of mesh.primitives) {
    const onPiece = nextPiece(indices.length);
    const placeOf = new Uint32Array(positions.length / 3);
    const single = matrix === undefined && positions instanceof Float32Array;
    for (let vertex = 0; vertex < placeOf.length; vertex++) {
      if (vertex % BLOCK === 0) onPiece(vertex / placeOf.length);
      for (let axis = 0; axis < 3; axis++) {
        const value = positions[vertex * 3 + axis]! + 0; // −0 becomes 0
        coordinates[axis] = single ? shortened(value) : value;
      }
      placeOf[vertex] = index.add(words);
    }
    for (let t = 0; t < indices.length; t += 3) {
      const a = placeOf[indices[t]!]!;
      const b = placeOf[indices[t + 1]!]!;
      const c = placeOf[indices[t + 2]!]!;
      if (a === b || b === c || c === a) continue;
      materials[used / 3] = material;
      triangles[used++] = a;
      triangles[used++] = b;
      triangles[used++] = c;
    }
  }
  const tuples = index.tuples();
  const points = new Float64Array(tuples.buffer, tuples.byteOffset, tuples.length / 2);
  const part = {
    points,
    triangles: triangles.subarray(0, used),
    materials: materials.subarray(0, used / 3),
  };
  return matrix === undefined ? part : transformed(part, matrix);
}

/**
 * The number of 9 digits that a 32-bit float stands for: it tells all of them apart, and what is computed from it fits
 * the short text that is written.
 */
function shortened(value: number): number {
  const size = Math.abs(value);
  if (!(size >= 1 && size < 1e8)) return Number(value.toPrecision(9));
  let scale = 1e8;
  for (let bound = 10; size >= bound; bound *= 10) scale /= 10;
  return Math.round(value * scale) / scale;
}

function transformed(part: PartGeometry, m: Matrix): PartGeometry {
  const { points, triangles } = part;
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = [points[i]!, points[i + 1]!, points[i + 2]!];
    for (let row = 0; row < 3; row++)
      points[i + row] = m[row]! * x + m[4 + row]! * y + m[8 + row]! * z + m[12 + row]!;
  }
  if (determinant(m) < 0) {
    // A mirror turns every triangle inside out.
    for (let t = 0; t < triangles.length; t += 3) {
      [triangles[t + 1], triangles[t + 2]] = [triangles[t + 2]!, triangles[t + 1]!];
    }
  }
  return part;
}
