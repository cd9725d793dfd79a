import { Problem } from '../../../../domain/problem.ts';
import type { EngineLimits } from '../../../engine-module.ts';
import { tooManyVertices } from '../../limits.ts';
import { toLinear } from '../../tools/colour.ts';
import { nodeOf, nodesOf, numbersOf, type SceneNode, shownType } from '../syntax/scene-node.ts';
import type { Attribute } from './face-set.ts';

const LARGEST = 3.4028235677973366e38;

/** The points of a `coord` field; undefined where it has none. */
export function pointsOf(geometry: SceneNode, limits: EngineLimits): Float64Array | undefined {
  const coord = nodeOf(geometry, 'coord');
  if (coord === undefined || !/^Coordinate(Double)?$/.test(coord.type)) return undefined;
  const points = tuplesOf(coord, 'point', 3);
  if (points.length / 3 > limits.maxVertices) throw tooManyVertices(points.length / 3, limits);
  return points;
}

export function normalsOf(geometry: SceneNode): Attribute | undefined {
  const normal = nodeOf(geometry, 'normal');
  const values = normal && tuplesOf(normal, 'vector', 3);
  return values?.length ? { values: Float32Array.from(values), width: 3 } : undefined;
}

/** Of several layers the first. */
export function uvsOf(geometry: SceneNode): Attribute | undefined {
  const given = nodeOf(geometry, 'texCoord');
  const coordinate = given?.type === 'MultiTextureCoordinate' ? nodesOf(given, 'texCoord')[0] : given;
  if (coordinate?.type !== 'TextureCoordinate') return undefined;
  const values = tuplesOf(coordinate, 'point', 2);
  return values.length > 0 ? { values: Float32Array.from(values), width: 2 } : undefined;
}

/** Taken as sRGB, as the colours of materials. */
export function coloursOf(geometry: SceneNode): Attribute | undefined {
  const color = nodeOf(geometry, 'color');
  if (color?.type !== 'Color' && color?.type !== 'ColorRGBA') return undefined;
  const channels = color.type === 'Color' ? 3 : 4;
  const given = tuplesOf(color, 'color', channels);
  const count = given.length / channels;
  if (count === 0) return undefined;
  const values = new Float32Array(count * 4).fill(1);
  for (let at = 0; at < count; at += 1) {
    for (let k = 0; k < channels; k += 1) {
      const value = Math.min(1, Math.max(0, given[at * channels + k]!));
      values[at * 4 + k] = k === 3 ? value : toLinear(value);
    }
  }
  return { values, width: 4 };
}

/** Throws where a list is no whole number of tuples, or holds what is no place. */
function tuplesOf(node: SceneNode, field: string, width: number): Float64Array {
  const numbers = numbersOf(node, field);
  if (numbers.length % width !== 0) {
    throw malformed(node, `has a field ${field} whose length is no multiple of ${width}`);
  }
  for (let at = 0; at < numbers.length; at += 1) {
    if (!(Math.abs(numbers[at]!) < LARGEST)) {
      throw malformed(node, 'holds a number that is not finite or is too large for a mesh');
    }
  }
  return numbers;
}

/** Throws `input_malformed` where a corner refers to an item that the list has not. */
export function checkIndices(
  geometry: SceneNode,
  noun: string,
  indices: ArrayLike<number>,
  count: number,
): void {
  for (let at = 0; at < indices.length; at += 1) {
    if (indices[at]! < count) continue;
    throw malformed(geometry, `refers to ${noun} ${indices[at]}, but there are ${count}, numbered from 0`);
  }
}

export const malformed = ({ type, name }: SceneNode, what: string): Problem =>
  new Problem('input_malformed', {
    detail:
      `A node ${shownType(type)}${name === undefined ? '' : ` named ${shownType(name)}`} ${what}. ` +
      'Export the file again.',
  });
