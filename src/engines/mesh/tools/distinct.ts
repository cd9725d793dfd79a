import { TupleIndex } from './tuple-index.ts';

/** `width` numbers for each vertex, in an array that goes on to the end of the vertices. */
export interface Column {
  array: Float32Array | Float64Array;
  width: number;
}

export interface Distinct {
  /** For each vertex the number of its tuple; tuples are numbered in the order of their first appearance. */
  ids: Uint32Array;
  /** For each tuple the vertex that had it first. */
  firsts: Uint32Array;
}

/** Finds the vertices that agree in every column, bit by bit, 0 and -0 being one. */
export function findDistinct(columns: readonly Column[], vertices: number): Distinct {
  const singles =
    columns.length === 1 && columns[0]!.width === 3 && columns[0]!.array instanceof Float32Array;
  const ids = singles
    ? numberTriples(columns[0]!.array as Float32Array, vertices)
    : numberTuples(columns, vertices);
  let count = 0;
  for (let vertex = 0; vertex < vertices; vertex += 1) if (ids[vertex] === count) count += 1;
  const firsts = new Uint32Array(count);
  for (let vertex = vertices - 1; vertex >= 0; vertex -= 1) firsts[ids[vertex]!] = vertex;
  return { ids, firsts };
}

export const findDistinctPositions = (positions: Float32Array | Float64Array): Distinct =>
  findDistinct([{ array: positions, width: 3 }], positions.length / 3);

const MINUS_ZERO = 0x80000000;

function numberTriples(floats: Float32Array, vertices: number): Uint32Array {
  const words = new Uint32Array(floats.buffer, floats.byteOffset, vertices * 3);
  const index = new TupleIndex(3, vertices);
  const ids = new Uint32Array(vertices);
  for (let vertex = 0, at = 0; vertex < vertices; vertex += 1, at += 3) {
    const x = words[at]!;
    const y = words[at + 1]!;
    const z = words[at + 2]!;
    ids[vertex] = index.add3(x === MINUS_ZERO ? 0 : x, y === MINUS_ZERO ? 0 : y, z === MINUS_ZERO ? 0 : z);
  }
  return ids;
}

function numberTuples(columns: readonly Column[], vertices: number): Uint32Array {
  const bytes = columns.reduce((sum, { array, width }) => sum + width * array.BYTES_PER_ELEMENT, 0);
  const tuple = new ArrayBuffer(Math.ceil(bytes / 8) * 8);
  const words = new Uint32Array(tuple, 0, bytes / 4);
  let offset = 0;
  const doublesFirst = [...columns].sort((a, b) => b.array.BYTES_PER_ELEMENT - a.array.BYTES_PER_ELEMENT);
  const fields = doublesFirst.map(({ array, width }) => {
    const target =
      array instanceof Float64Array
        ? new Float64Array(tuple, offset, width)
        : new Float32Array(tuple, offset, width);
    offset += width * array.BYTES_PER_ELEMENT;
    return { array, width, target };
  });
  const index = new TupleIndex(words.length, vertices);
  const ids = new Uint32Array(vertices);
  for (let vertex = 0; vertex < vertices; vertex += 1) {
    for (const { array, width, target } of fields) {
      const at = vertex * width;
      for (let place = 0; place < width; place += 1) target[place] = array[at + place]! + 0; // -0 becomes 0
    }
    ids[vertex] = index.add(words);
  }
  return ids;
}
