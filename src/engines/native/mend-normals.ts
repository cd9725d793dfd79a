import type { Primitive } from '../mesh/model.ts';

/**
 * Turns round, in place, what points away from the triangles around it: where a surface has no normal, as at the tip of
 * a cone, OCCT takes any. Such a vertex gets the mean of its triangles by area.
 */
export function mendNormals({ positions, normals, indices }: Primitive): void {
  if (normals === undefined) return;
  const sums = new Float64Array(normals.length);
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
    for (const corner of [a, b, c]) {
      sums[corner] = sums[corner]! + x;
      sums[corner + 1] = sums[corner + 1]! + y;
      sums[corner + 2] = sums[corner + 2]! + z;
    }
  }
  for (let at = 0; at < normals.length; at += 3) {
    const [x, y, z] = [sums[at]!, sums[at + 1]!, sums[at + 2]!];
    if (x * normals[at]! + y * normals[at + 1]! + z * normals[at + 2]! >= 0) continue;
    const length = Math.hypot(x, y, z);
    normals[at] = x / length;
    normals[at + 1] = y / length;
    normals[at + 2] = z / length;
  }
}
