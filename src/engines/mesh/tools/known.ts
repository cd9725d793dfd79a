import type { MeshModel, Primitive } from '../model.ts';
import type { Bodies } from './bodies.ts';

type Positions = Primitive['positions'];
type Surface = Pick<Primitive, 'positions' | 'indices'>;

/**
 * What was found out about arrays of a model, so that nobody finds it out again: the arrays of a model are never changed
 * once it is made, and the same triangles are measured when they were read, and again when they were read back.
 */
const distinct = new WeakSet<Positions>();
const bodies = new WeakMap<Uint32Array, Bodies>();
const extents = new WeakMap<Positions, { indices: Uint32Array; min: Point; max: Point }>();

type Point = [number, number, number];
const modelBounds = new WeakMap<MeshModel, { min: Point; max: Point }>();

/** No two vertices are the same point. */
export const isKnownDistinct = (positions: Positions): boolean => distinct.has(positions);

export function knowDistinct<T extends Positions>(positions: T): T {
  distinct.add(positions);
  return positions;
}

/** Of triangles whose vertices are distinct points: then it depends on the indices alone. */
export function bodiesOf(indices: Uint32Array, find: () => Bodies): Bodies {
  let known = bodies.get(indices);
  if (known === undefined) bodies.set(indices, (known = find()));
  return known;
}

export function extentOf({ positions, indices }: Surface, find: () => { min: Point; max: Point }) {
  const known = extents.get(positions);
  if (known?.indices === indices) return known;
  const found = { indices, ...find() };
  extents.set(positions, found);
  return found;
}

/** Where nodes put the triangles; placing them anew costs a copy of every instance. */
export function boundsOfModel(model: MeshModel, find: () => { min: Point; max: Point }) {
  let known = modelBounds.get(model);
  if (known === undefined) modelBounds.set(model, (known = find()));
  return known;
}
