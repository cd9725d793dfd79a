import type { Primitive } from '../model.ts';
import { type Attributes, mapAttributes } from './vertex-attributes.ts';

type Numbers = Float32Array | Float64Array;

/** What a primitive has for each of its vertices. */
export type Vertices = Pick<Primitive, 'positions'> & Attributes;

/** These vertices, in this order and as often as they stand there. */
export function takeVertices(vertices: Vertices, taken: Uint32Array): Vertices {
  return {
    positions: takeTuples(vertices.positions, 3, taken),
    ...mapAttributes(vertices, (array, width) => takeTuples(array, width, taken)),
  };
}

/** @param width numbers of each tuple of `from` */
export function takeTuples<T extends Numbers>(from: T, width: number, taken: ArrayLike<number>): T {
  const length = taken.length * width;
  const to = (from instanceof Float64Array ? new Float64Array(length) : new Float32Array(length)) as T;
  for (let place = 0, at = 0; place < taken.length; place += 1) {
    const start = taken[place]! * width;
    for (let part = 0; part < width; part += 1, at += 1) to[at] = from[start + part]!;
  }
  return to;
}

/** One array after the other; doubles where one of them has doubles, and the array itself where there is only one. */
export function concatenated<T extends Numbers>(arrays: readonly T[]): T {
  if (arrays.length === 1) return arrays[0]!;
  const length = arrays.reduce((sum, array) => sum + array.length, 0);
  const isDouble = arrays.some((array) => array instanceof Float64Array);
  const all = (isDouble ? new Float64Array(length) : new Float32Array(length)) as T;
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
