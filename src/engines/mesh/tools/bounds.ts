import type { MeshModel, Primitive } from '../model.ts';
import { placedParts } from './flatten.ts';
import { boundsOfModel, extentOf } from './known.ts';

/** A box along the axes; empty (infinite the wrong way round) until something is included. */
export class Bounds {
  readonly min: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly max: [number, number, number] = [-Infinity, -Infinity, -Infinity];

  /** Includes the vertices that a triangle uses. */
  include(surface: Pick<Primitive, 'positions' | 'indices'>): void {
    this.merge(extentOf(surface, () => boundsOfOutermost(surface) ?? boundsOfTriangles(surface)));
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

/**
 * Of all vertices, in the order of the memory: the bounds of the triangles too, where these use the vertices that make
 * them. Undefined where they do not.
 */
function boundsOfOutermost({
  positions,
  indices,
}: Pick<Primitive, 'positions' | 'indices'>): Bounds | undefined {
  const outermost = new Uint32Array(6); // of each axis the lowest, then the highest
  const vertices = positions.length / 3;
  for (let axis = 0; axis < 3; axis += 1) {
    let [low, high] = [Infinity, -Infinity];
    for (let vertex = 0, at = axis; vertex < vertices; vertex += 1, at += 3) {
      const value = positions[at]!;
      if (value < low) {
        low = value;
        outermost[axis] = vertex;
      }
      if (value > high) {
        high = value;
        outermost[axis + 3] = vertex;
      }
    }
  }
  for (const vertex of outermost) if (!indices.includes(vertex)) return undefined;
  const [lowX, lowY, lowZ, highX, highY, highZ] = Array.from(
    outermost,
    (vertex, place) => positions[vertex * 3 + (place % 3)]!,
  ) as [number, number, number, number, number, number];
  const bounds = new Bounds();
  bounds.merge({ min: [lowX, lowY, lowZ], max: [highX, highY, highZ] });
  return bounds;
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
