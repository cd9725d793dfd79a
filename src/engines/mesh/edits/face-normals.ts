import type { Primitive } from '../model.ts';

/** Of each triangle: its unit normal (0 0 0 where it has no area), and the same times its area. */
export function faceNormals(positions: Primitive['positions'], indices: Uint32Array) {
  const units = new Float32Array(indices.length);
  const scaled = new Float32Array(indices.length);
  for (let at = 0; at < indices.length; at += 3) {
    const a = indices[at]! * 3;
    const b = indices[at + 1]! * 3;
    const c = indices[at + 2]! * 3;
    const ux = positions[b]! - positions[a]!;
    const uy = positions[b + 1]! - positions[a + 1]!;
    const uz = positions[b + 2]! - positions[a + 2]!;
    const vx = positions[c]! - positions[a]!;
    const vy = positions[c + 1]! - positions[a + 1]!;
    const vz = positions[c + 2]! - positions[a + 2]!;
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    const length = Math.hypot(x, y, z);
    if (!(length > 0)) continue;
    units[at] = x / length;
    units[at + 1] = y / length;
    units[at + 2] = z / length;
    scaled[at] = x / 2;
    scaled[at + 1] = y / 2;
    scaled[at + 2] = z / 2;
  }
  return { units, scaled };
}
