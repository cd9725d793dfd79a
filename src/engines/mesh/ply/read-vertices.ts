import { Problem } from '../../../domain/problem.ts';
import type { Primitive } from '../model.ts';
import { LINEAR_OF_BYTE, toLinear } from '../tools/colour.ts';
import { unitised } from '../tools/unit-length.ts';
import { skipProperty } from './lists.ts';
import type { PlyElement } from './ply-header.ts';
import type { ScalarType } from './ply-types.ts';
import type { PlyValues } from './ply-values.ts';
import { findVertexColumns } from './vertex-columns.ts';

export type PlyVertices = Pick<Primitive, 'positions' | 'normals' | 'uvs' | 'colours'> & {
  /** Names of the properties that a mesh model has no place for. */
  unknown: string[];
};

const LARGEST = 3.4028235677973366e38;
/** These hold every value of their types; the others need doubles. */
const EXACT_IN_SINGLE: ReadonlySet<ScalarType> = new Set(['int8', 'uint8', 'int16', 'uint16', 'float32']);

/**
 * Reads the vertex element. PLY says nothing about colour spaces: colours are taken as sRGB, as programs write them,
 * and become linear; v of texture coordinates runs upwards there and downwards in the model.
 */
export function readVertices(values: PlyValues, element: PlyElement): PlyVertices {
  const { count, properties } = element;
  const { position, normal, colour, uv, unknown } = findVertexColumns(element);
  if (position.length === 0) {
    throw new Problem('input_malformed', {
      detail: 'The vertices of the PLY file have no x, y and z. Export it again.',
    });
  }
  const doubles = position.some(({ type }) => !EXACT_IN_SINGLE.has(type));
  const positions = doubles ? new Float64Array(count * 3) : new Float32Array(count * 3);
  const normals = normal.length > 0 ? new Float32Array(count * 3) : undefined;
  const colours = colour.length > 0 ? new Float32Array(count * 4) : undefined;
  const uvs = uv.length > 0 ? new Float32Array(count * 2) : undefined;
  const row = new Float64Array(properties.length);
  const isRead = new Set([position, normal, colour, uv].flat().map(({ index }) => index));
  const steps = properties.map((property, index) => ({ property, index, isRead: isRead.has(index) }));
  const indicesOf = (columns: { index: number }[]): number[] => columns.map(({ index }) => index);
  const [x, y, z] = indicesOf(position) as [number, number, number];
  const normalAt = indicesOf(normal);
  const colourAt = indicesOf(colour);
  const uvAt = indicesOf(uv);
  for (let vertex = 0; vertex < count; vertex += 1) {
    for (const step of steps) {
      if (step.isRead) row[step.index] = values.next(step.property.type);
      else skipProperty(values, step.property);
    }
    positions[vertex * 3] = finite(row[x]!, vertex);
    positions[vertex * 3 + 1] = finite(row[y]!, vertex);
    positions[vertex * 3 + 2] = finite(row[z]!, vertex);
    if (normals) for (let axis = 0; axis < 3; axis += 1) normals[vertex * 3 + axis] = row[normalAt[axis]!]!;
    if (uvs)
      for (let axis = 0; axis < 2; axis += 1) uvs[vertex * 2 + axis] = finite(row[uvAt[axis]!]!, vertex);
    if (colours) for (let k = 0; k < colourAt.length; k += 1) colours[vertex * 4 + k] = row[colourAt[k]!]!;
  }
  if (colours) decodeColours(colours, colour);
  if (uvs) for (let at = 1; at < uvs.length; at += 2) uvs[at] = 1 - uvs[at]!;
  return {
    positions,
    ...(normals ? { normals: unitised(normals) } : {}),
    ...(colours ? { colours } : {}),
    ...(uvs ? { uvs } : {}),
    unknown,
  };
}

function finite(value: number, vertex: number): number {
  if (Math.abs(value) < LARGEST) return value; // false for NaN too
  throw new Problem('input_malformed', {
    detail:
      `Vertex ${vertex + 1} of the PLY file holds a number that is not finite or is too large for a mesh. ` +
      'Export it again.',
  });
}

/**
 * r, g, b, a as the file has them become linear, in place; alpha is 1 where the file has none.
 * @param columns of red, green, blue and perhaps alpha
 */
export function decodeColours(colours: Float32Array, columns: readonly { type: ScalarType }[]): void {
  columns.forEach(({ type }, channel) => {
    decodeChannel(colours, channel, type);
  });
  if (columns.length === 3) for (let at = 3; at < colours.length; at += 4) colours[at] = 1;
}

/** Floats run from 0 to 1, 16 bits to 65535, and everything else to 255, as files with `int red` do. */
function decodeChannel(colours: Float32Array, channel: number, type: ScalarType): void {
  const isAlpha = channel === 3;
  const isFloat = type === 'float32' || type === 'float64';
  const white = isFloat ? 1 : type === 'uint16' ? 65535 : 255;
  for (let at = channel; at < colours.length; at += 4) {
    const value = colours[at]!;
    if (white === 255 && !isAlpha && value >= 0 && value <= 255)
      colours[at] = LINEAR_OF_BYTE[Math.round(value)]!;
    else {
      const share = Math.min(1, Math.max(0, value / white)) || 0; // NaN becomes 0
      colours[at] = isAlpha ? share : toLinear(share);
    }
  }
}
