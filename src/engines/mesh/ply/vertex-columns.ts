import type { PlyElement, PlyProperty } from './ply-header.ts';
import type { ScalarType } from './ply-types.ts';

/** Where the values of the vertices are in a row of their element; each attribute has all of its columns or none. */
export interface VertexColumns {
  position: Column[];
  normal: Column[];
  /** Red, green, blue and, where the file has it, alpha. */
  colour: Column[];
  uv: Column[];
  /** Names of the properties that are none of these. */
  unknown: string[];
}

export interface Column {
  /** Index of the property. */
  index: number;
  type: ScalarType;
}

/** The names that programs use; the first set that is complete counts. */
const COLOUR_NAMES = [
  ['red', 'green', 'blue'],
  ['diffuse_red', 'diffuse_green', 'diffuse_blue'],
  ['r', 'g', 'b'],
];
const ALPHA_NAMES = [['alpha'], ['diffuse_alpha'], ['a']];
const UV_NAMES = [
  ['s', 't'],
  ['u', 'v'],
  ['texture_u', 'texture_v'],
];

export function findVertexColumns({ properties }: PlyElement): VertexColumns {
  const columns = {
    position: find(properties, [['x', 'y', 'z']]),
    normal: find(properties, [['nx', 'ny', 'nz']]),
    colour: findColourColumns(properties),
    uv: find(properties, UV_NAMES),
  };
  const known = new Set(Object.values(columns).flatMap((each) => each.map(({ index }) => index)));
  const unknown = properties.filter((_, index) => !known.has(index)).map(({ name }) => name);
  return { ...columns, unknown };
}

/** Red, green, blue and, where it is there, alpha. */
export function findColourColumns(properties: readonly PlyProperty[]): Column[] {
  const rgb = find(properties, COLOUR_NAMES);
  return rgb.length > 0 ? [...rgb, ...find(properties, ALPHA_NAMES)] : [];
}

function find(properties: readonly PlyProperty[], sets: readonly (readonly string[])[]): Column[] {
  for (const names of sets) {
    const columns = names.flatMap((name) => columnOf(properties, name) ?? []);
    if (columns.length === names.length) return columns;
  }
  return [];
}

function columnOf(properties: readonly PlyProperty[], name: string): Column | undefined {
  const index = properties.findIndex((each) => each.name === name && each.countType === undefined);
  return index < 0 ? undefined : { index, type: properties[index]!.type };
}
