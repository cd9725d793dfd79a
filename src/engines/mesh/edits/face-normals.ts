import type { Primitive } from '../model.ts';
import { eachTriangleNormal } from '../tools/triangle-normals.ts';

/** Of each triangle: its unit normal (0 0 0 where it has no area), and the same times its area. */
export function faceNormals(positions: Primitive['positions'], indices: Uint32Array) {
  const units = new Float32Array(indices.length);
  const scaled = new Float32Array(indices.length);
  eachTriangleNormal({ positions, indices }, (at, x, y, z) => {
    const length = Math.hypot(x, y, z);
    if (!(length > 0)) return;
    units[at] = x / length;
    units[at + 1] = y / length;
    units[at + 2] = z / length;
    scaled[at] = x / 2;
    scaled[at + 1] = y / 2;
    scaled[at + 2] = z / 2;
  });
  return { units, scaled };
}
