import type { Primitive } from '../mesh/model.ts';
import { eachTriangleNormal } from '../mesh/tools/triangle-normals.ts';

/**
 * Turns round, in place, what points away from the triangles around it: where a surface has no normal, as at the tip of
 * a cone, OCCT takes any. Such a vertex gets the mean of its triangles by area.
 */
export function mendNormals({ positions, normals, indices }: Primitive): void {
  if (normals === undefined) return;
  const sums = new Float64Array(normals.length);
  eachTriangleNormal({ positions, indices }, (at, x, y, z) => {
    for (let corner = at; corner < at + 3; corner += 1) {
      const vertex = indices[corner]! * 3;
      sums[vertex] = sums[vertex]! + x;
      sums[vertex + 1] = sums[vertex + 1]! + y;
      sums[vertex + 2] = sums[vertex + 2]! + z;
    }
  });
  for (let at = 0; at < normals.length; at += 3) {
    const [x, y, z] = [sums[at]!, sums[at + 1]!, sums[at + 2]!];
    if (x * normals[at]! + y * normals[at + 1]! + z * normals[at + 2]! >= 0) continue;
    const length = Math.hypot(x, y, z);
    normals[at] = x / length;
    normals[at + 1] = y / length;
    normals[at + 2] = z / length;
  }
}
