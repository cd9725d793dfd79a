import type { MeshModel } from '../model.ts';
import { placedParts } from './flatten.ts';
import { eachTriangleNormal } from './triangle-normals.ts';

/** Of all triangles; every instance counts. */
export function areaOf(model: MeshModel): number {
  let doubled = 0;
  for (const { primitives } of placedParts(model)) {
    for (const primitive of primitives) {
      eachTriangleNormal(primitive, (_at, x, y, z) => {
        doubled += Math.sqrt(x * x + y * y + z * z);
      });
    }
  }
  return doubled / 2;
}
