import type { MeshModel } from '../model.ts';
import { placedParts } from './flatten.ts';

/** Of all triangles; every instance counts. */
export function areaOf(model: MeshModel): number {
  let doubled = 0;
  for (const { primitives } of placedParts(model)) {
    for (const { positions, indices } of primitives) {
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
        const nx = uy * vz - uz * vy;
        const ny = uz * vx - ux * vz;
        const nz = ux * vy - uy * vx;
        doubled += Math.sqrt(nx * nx + ny * ny + nz * nz);
      }
    }
  }
  return doubled / 2;
}
