import type { Primitive } from '../model.ts';

/** gltf-validator calls a vector a unit one within 0.0005; rounding to 32 bits alone stays far below this. */
const TOLERANCE = 0.0002;

/**
 * glTF wants every normal to be a unit vector. Lengths are mended; where a normal has none, that of a triangle at the
 * vertex takes its place, and where there is no such triangle either, +Z. Returns the same array if nothing was wrong.
 */
export function unitNormals(normals: Float32Array, primitive: Primitive): Float32Array {
  let mended: Float32Array | undefined;
  const missing = new Set<number>();
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.hypot(normals[i]!, normals[i + 1]!, normals[i + 2]!);
    if (Math.abs(length - 1) <= TOLERANCE) continue;
    mended ??= normals.slice();
    if (length > 1e-30 && length < Infinity) {
      for (let axis = 0; axis < 3; axis++) mended[i + axis] = normals[i + axis]! / length;
    } else {
      mended.set([0, 0, 1], i);
      missing.add(i / 3);
    }
  }
  if (mended !== undefined && missing.size > 0) fillFromTriangles(mended, missing, primitive);
  return mended ?? normals;
}

function fillFromTriangles(
  normals: Float32Array,
  missing: Set<number>,
  { positions, indices }: Primitive,
): void {
  const p = (vertex: number, axis: number): number => positions[vertex * 3 + axis]!;
  for (let t = 0; t < indices.length && missing.size > 0; t += 3) {
    const corners = [indices[t]!, indices[t + 1]!, indices[t + 2]!] as const;
    if (!corners.some((corner) => missing.has(corner))) continue;
    const [a, b, c] = corners;
    const [ux, uy, uz] = [p(b, 0) - p(a, 0), p(b, 1) - p(a, 1), p(b, 2) - p(a, 2)];
    const [vx, vy, vz] = [p(c, 0) - p(a, 0), p(c, 1) - p(a, 1), p(c, 2) - p(a, 2)];
    const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
    const length = Math.hypot(...normal);
    if (!(length > 0)) continue;
    for (const corner of corners) {
      if (!missing.delete(corner)) continue;
      normals.set([normal[0] / length, normal[1] / length, normal[2] / length], corner * 3);
    }
  }
}
