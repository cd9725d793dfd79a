import type { OnFraction } from '../read-result.ts';
import { BLOCK, untold } from './shares.ts';
import { hash3, slotsFor, TupleIndex } from './tuple-index.ts';
import type { Vertices } from './vertex-arrays.ts';
import { attributesOf } from './vertex-attributes.ts';

/** `width` numbers for each vertex, in an array that goes on to the end of the vertices. */
export interface Column {
  array: Float32Array | Float64Array;
  width: number;
}

/** All that there is of vertices. */
export const columnsOf = (vertices: Vertices): Column[] => [
  { array: vertices.positions, width: 3 },
  ...attributesOf(vertices),
];

export interface Distinct {
  /** For each vertex the number of its tuple; tuples are numbered in the order of their first appearance. */
  ids: Uint32Array;
  /** For each tuple the vertex that had it first. */
  firsts: Uint32Array;
}

/** Finds the vertices that agree in every column, bit by bit, 0 and -0 being one. */
export function findDistinct(
  columns: readonly Column[],
  vertices: number,
  onFraction: OnFraction = untold,
): Distinct {
  const [first] = columns;
  const arePoints = columns.length === 1 && first!.width === 3;
  const ids = arePoints
    ? numberPoints(first!.array, vertices, onFraction)
    : numberTuples(columns, vertices, onFraction);
  let count = 0;
  for (let vertex = 0; vertex < vertices; vertex += 1) if (ids[vertex] === count) count += 1;
  const firsts = new Uint32Array(count);
  for (let vertex = vertices - 1; vertex >= 0; vertex -= 1) firsts[ids[vertex]!] = vertex;
  return { ids, firsts };
}

export const findDistinctPositions = (
  positions: Float32Array | Float64Array,
  onFraction?: OnFraction,
): Distinct => findDistinct([{ array: positions, width: 3 }], positions.length / 3, onFraction);

const MINUS_ZERO = 0x80000000;

/** Points are most of what is compared: they stay where they are, and a table knows the first vertex of each. */
function numberPoints(array: Column['array'], vertices: number, onFraction: OnFraction): Uint32Array {
  const words = wordsOf(array, vertices * 3);
  const width = (array.BYTES_PER_ELEMENT / 4) * 3;
  const slots = new Uint32Array(slotsFor(vertices));
  const mask = slots.length - 1;
  // A slot holds a vertex, from 1, and above it what room is left of the hash: few other points are looked at in vain.
  const vertexBits = 32 - Math.clz32(vertices);
  const vertexMask = 2 ** vertexBits - 1;
  const ids = new Uint32Array(vertices);
  let count = 0;
  for (let vertex = 0, at = 0; vertex < vertices; vertex += 1, at += width) {
    if (vertex % BLOCK === 0) onFraction(vertex / vertices);
    let hash = hash3(words[at]!, words[at + 1]!, words[at + 2]!);
    if (width === 6) hash = hash3(words[at + 3]!, words[at + 4]!, words[at + 5]! ^ hash);
    let slot = hash & mask;
    let entry = slots[slot]!;
    while (entry !== 0) {
      if (((entry ^ hash) & ~vertexMask) === 0) {
        const other = ((entry & vertexMask) - 1) * width;
        let same = 0;
        while (same < width && words[at + same] === words[other + same]) same += 1;
        if (same === width) break;
      }
      slot = (slot + 1) & mask;
      entry = slots[slot]!;
    }
    if (entry === 0) {
      slots[slot] = (hash & ~vertexMask) | (vertex + 1);
      ids[vertex] = count++;
    } else ids[vertex] = ids[(entry & vertexMask) - 1]!;
  }
  return ids;
}

/** The words of the first `length` numbers, with 0 for -0: the array's own, where it has none. */
function wordsOf(array: Column['array'], length: number): Uint32Array {
  const words = new Uint32Array(array.buffer, array.byteOffset, (length * array.BYTES_PER_ELEMENT) / 4);
  const step = array.BYTES_PER_ELEMENT / 4;
  for (let at = step - 1; at < words.length; at += step) {
    if (words[at] !== MINUS_ZERO || (step === 2 && words[at - 1] !== 0)) continue;
    const plain = array.slice(0, length);
    for (let place = 0; place < length; place += 1) plain[place] = plain[place]! + 0;
    return new Uint32Array(plain.buffer, plain.byteOffset, words.length);
  }
  return words;
}

function numberTuples(columns: readonly Column[], vertices: number, onFraction: OnFraction): Uint32Array {
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
    if (vertex % BLOCK === 0) onFraction(vertex / vertices);
    for (const { array, width, target } of fields) {
      const at = vertex * width;
      for (let place = 0; place < width; place += 1) target[place] = array[at + place]! + 0; // -0 becomes 0
    }
    ids[vertex] = index.add(words);
  }
  return ids;
}
