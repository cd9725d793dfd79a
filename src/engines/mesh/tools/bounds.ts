import type { MeshModel, Primitive } from '../model.ts';
import { placedParts } from './flatten.ts';

/** A box along the axes; empty (infinite the wrong way round) until something is included. */
export class Bounds {
  readonly min: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly max: [number, number, number] = [-Infinity, -Infinity, -Infinity];

  /** Includes the vertices that a triangle uses. */
  include({ positions, indices }: Pick<Primitive, 'positions' | 'indices'>): void {
    for (let axis = 0; axis < 3; axis += 1) {
      let low = this.min[axis]!;
      let high = this.max[axis]!;
      for (let at = 0; at < indices.length; at += 1) {
        const value = positions[indices[at]! * 3 + axis]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      this.min[axis] = low;
      this.max[axis] = high;
    }
  }

  merge(other: Bounds): void {
    for (let axis = 0; axis < 3; axis += 1) {
      this.min[axis] = Math.min(this.min[axis]!, other.min[axis]!);
      this.max[axis] = Math.max(this.max[axis]!, other.max[axis]!);
    }
  }

  centre(): [number, number, number] {
    const { min, max } = this;
    return [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
  }
}

/** Of every instance, in the model's own unit and frame. */
export function boundsOf(model: MeshModel): Bounds {
  const bounds = new Bounds();
  for (const { primitives } of placedParts(model)) for (const each of primitives) bounds.include(each);
  return bounds;
}
