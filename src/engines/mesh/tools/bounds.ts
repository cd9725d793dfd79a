import type { MeshModel, Primitive } from '../model.ts';
import { placedParts } from './flatten.ts';
import { boundsOfModel, extentOf } from './known.ts';

/** A box along the axes; empty (infinite the wrong way round) until something is included. */
export class Bounds {
  readonly min: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly max: [number, number, number] = [-Infinity, -Infinity, -Infinity];

  /** Includes the vertices that a triangle uses. */
  include(surface: Pick<Primitive, 'positions' | 'indices'>): void {
    this.merge(extentOf(surface, () => boundsOfTriangles(surface)));
  }

  merge({ min, max }: Pick<Bounds, 'min' | 'max'>): void {
    for (let axis = 0; axis < 3; axis += 1) {
      this.min[axis] = Math.min(this.min[axis]!, min[axis]!);
      this.max[axis] = Math.max(this.max[axis]!, max[axis]!);
    }
  }

  centre(): [number, number, number] {
    const { min, max } = this;
    return [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
  }
}

function boundsOfTriangles({ positions, indices }: Pick<Primitive, 'positions' | 'indices'>): Bounds {
  let [lowX, lowY, lowZ] = [Infinity, Infinity, Infinity];
  let [highX, highY, highZ] = [-Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < indices.length; corner += 1) {
    const at = indices[corner]! * 3;
    const x = positions[at]!;
    const y = positions[at + 1]!;
    const z = positions[at + 2]!;
    if (x < lowX) lowX = x;
    if (x > highX) highX = x;
    if (y < lowY) lowY = y;
    if (y > highY) highY = y;
    if (z < lowZ) lowZ = z;
    if (z > highZ) highZ = z;
  }
  const bounds = new Bounds();
  bounds.merge({ min: [lowX, lowY, lowZ], max: [highX, highY, highZ] });
  return bounds;
}

/** Of every instance, in the model's own unit and frame. */
export const boundsOf = (model: MeshModel): Readonly<Pick<Bounds, 'min' | 'max'>> =>
  boundsOfModel(model, () => {
    const bounds = new Bounds();
    for (const { primitives } of placedParts(model)) for (const each of primitives) bounds.include(each);
    return bounds;
  });
