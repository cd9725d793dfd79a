import type { Material, Primitive } from '../model.ts';
import { effectiveColours, toEncoded } from '../tools/colour.ts';
import { type Column, findDistinct } from '../tools/distinct.ts';
import { concatenated } from '../tools/vertex-arrays.ts';

/** Byte colours come back from so many decimals as they were. */
const COLOUR_STEPS = 1e5;

/** Distinct tuples of a part, as one kind of line (`v`, `vt`, `vn`) lists them. */
export interface Listed {
  columns: Column[];
  /** For each vertex of the primitives, one after another, the number of its tuple. */
  ids: Uint32Array;
  /** For each tuple a vertex that has it. */
  firsts: Uint32Array;
  /** For each primitive where its vertices begin in `ids`; undefined where it has no such attribute. */
  starts: (number | undefined)[];
}

/** What the primitives of a part share: OBJ lists positions, uvs and normals apart from each other. */
export interface ListedPart {
  positions: Listed;
  uvs: Listed;
  normals: Listed;
}

/** @param materials where colours are to be written: encoded r, g, b become a second column of the positions */
export function listPart(
  primitives: readonly Primitive[],
  materials: readonly Material[] | undefined,
): ListedPart {
  return {
    positions: list(
      primitives.map(({ positions }) => positions),
      3,
      materials && primitives.map((primitive) => encodedColours(primitive, materials)),
    ),
    uvs: list(
      primitives.map(({ uvs }) => uvs),
      2,
    ),
    normals: list(
      primitives.map(({ normals }) => normals),
      3,
    ),
  };
}

type Numbers = Column['array'];

function list(arrays: readonly (Numbers | undefined)[], width: number, colours?: Float32Array[]): Listed {
  let vertices = 0;
  const starts = arrays.map((array) => {
    if (array === undefined) return undefined;
    const start = vertices;
    vertices += array.length / width;
    return start;
  });
  const columns = [{ array: concatenated(arrays.filter((array) => array !== undefined)), width }];
  if (colours !== undefined) columns.push({ array: concatenated(colours), width: 3 });
  return { columns, starts, ...findDistinct(columns, vertices) };
}

/** r, g, b of each vertex as sRGB, which programs write and expect in OBJ (see ObjVertices.linearColours). */
function encodedColours(primitive: Primitive, materials: readonly Material[]): Float32Array {
  const linear = effectiveColours(primitive, materials);
  const encoded = new Float32Array((linear.length / 4) * 3);
  for (let from = 0, at = 0; from < linear.length; from += 4) {
    for (let channel = 0; channel < 3; channel += 1, at += 1) {
      const value = Math.min(1, Math.max(0, linear[from + channel]!));
      encoded[at] = Math.round(toEncoded(value) * COLOUR_STEPS) / COLOUR_STEPS;
    }
  }
  return encoded;
}
