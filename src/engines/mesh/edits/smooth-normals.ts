import { type Primitive, polygonsOf } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { findDistinctPositions } from '../tools/distinct.ts';
import { polygonsOfCorners } from '../tools/polygons.ts';
import { untold, within } from '../tools/shares.ts';
import { takeVertices } from '../tools/vertex-arrays.ts';
import { weldPrimitive } from '../tools/weld.ts';
import { faceNormals } from './face-normals.ts';

/** At a point of more corners, as the tip of a fan, those that stand next to each other in the file are neighbours. */
const MOST_AROUND = 512;
/** So many points take some milliseconds. */
const STEP = 1 << 15;

/**
 * Gives every corner the mean normal of the triangles about its point that bend away from its own triangle by at most
 * `angle` (radians), weighted by their areas. Vertices are split where the corners differ.
 */
export function smoothNormals(
  primitive: Primitive,
  angle: number,
  onFraction: OnFraction = untold,
): Primitive {
  const { normals: _, ...bare } = primitive;
  const { positions, indices } = bare;
  const corners = indices.length;
  const { ids, firsts } = findDistinctPositions(positions, within(onFraction, 0, 0.2));
  const { starts, around } = cornersByPoint(indices, ids, firsts.length);
  const { units, scaled } = faceNormals(positions, indices);
  const least = Math.cos(angle) - 1e-6; // a right angle that is bent by rounding is still one
  const normals = new Float32Array(corners * 3);
  const onPoint = within(onFraction, 0.2, 0.6);
  for (let point = 0; point < firsts.length; point += 1) {
    if (point % STEP === 0) onPoint(point / firsts.length);
    for (let mine = starts[point]!; mine < starts[point + 1]!; mine += 1) {
      const corner = around[mine]!;
      const from = Math.max(starts[point]!, mine - MOST_AROUND / 2);
      const to = Math.min(starts[point + 1]!, mine + MOST_AROUND / 2);
      sumAround(normals, corner, around.subarray(from, to), units, scaled, least);
    }
  }
  const own = Uint32Array.from({ length: corners }, (_unused, corner) => corner);
  const polygons = polygonsOf(primitive);
  const split: Primitive = {
    ...bare,
    ...takeVertices(bare, indices),
    indices: own,
    ...(polygons && { polygons: polygonsOfCorners(polygons, own) }),
    normals,
  };
  return weldPrimitive(split, within(onFraction, 0.6, 1));
}

/** Writes the normal of one corner; a triangle without area takes the sum of all that are there, or points up. */
function sumAround(
  normals: Float32Array,
  corner: number,
  others: Uint32Array,
  units: Float32Array,
  scaled: Float32Array,
  least: number,
): void {
  const own = Math.floor(corner / 3) * 3;
  const hasNormal = units[own] !== 0 || units[own + 1] !== 0 || units[own + 2] !== 0;
  let x = 0;
  let y = 0;
  let z = 0;
  for (const other of others) {
    const face = Math.floor(other / 3) * 3;
    const cosine =
      units[own]! * units[face]! + units[own + 1]! * units[face + 1]! + units[own + 2]! * units[face + 2]!;
    if (hasNormal && cosine < least) continue;
    x += scaled[face]!;
    y += scaled[face + 1]!;
    z += scaled[face + 2]!;
  }
  const length = Math.hypot(x, y, z);
  const fallback = hasNormal ? units.subarray(own, own + 3) : [0, 0, 1];
  normals.set(length > 0 ? [x / length, y / length, z / length] : fallback, corner * 3);
}

/** The corners of the triangles, in groups of one point each. */
function cornersByPoint(indices: Uint32Array, ids: Uint32Array, points: number) {
  const starts = new Uint32Array(points + 1);
  for (const vertex of indices) starts[ids[vertex]! + 1]! += 1;
  for (let point = 0; point < points; point += 1) starts[point + 1]! += starts[point]!;
  const next = starts.slice(0, points);
  const around = new Uint32Array(indices.length);
  for (let corner = 0; corner < indices.length; corner += 1) {
    const point = ids[indices[corner]!]!;
    around[next[point]!] = corner;
    next[point]! += 1;
  }
  return { starts, around };
}
