import type { Primitive } from '../model.ts';
import { polygonsJoined } from './polygons.ts';
import { concatenated } from './vertex-arrays.ts';
import { ATTRIBUTE_NAMES, type Attributes } from './vertex-attributes.ts';

/** One primitive, of the material of the first, of at least one; what only some of them have at vertices is left out. */
export function joinPrimitives(pieces: readonly Primitive[]): Primitive {
  const [first] = pieces as [Primitive, ...Primitive[]];
  if (pieces.length === 1) return first;
  const { positions, indices } = joinSurfaces(pieces);
  const polygons = polygonsJoined(pieces, indices);
  return {
    positions,
    indices,
    ...(polygons && { polygons }),
    ...joinAttributes(pieces),
    ...(first.material === undefined ? {} : { material: first.material }),
  };
}

/** One list of vertices and of triangles. */
export function joinSurfaces(pieces: readonly Primitive[]): Pick<Primitive, 'positions' | 'indices'> {
  if (pieces.length === 1) return pieces[0]!;
  const indices = new Uint32Array(pieces.reduce((sum, each) => sum + each.indices.length, 0));
  let corner = 0;
  let vertex = 0;
  for (const piece of pieces) {
    for (const index of piece.indices) indices[corner++] = index + vertex;
    vertex += piece.positions.length / 3;
  }
  return { positions: concatenated(pieces.map(({ positions }) => positions)), indices };
}

/** Those that all pieces have. */
function joinAttributes(pieces: readonly Primitive[]): Attributes {
  const joined: Attributes = {};
  for (const name of ATTRIBUTE_NAMES) {
    const arrays = pieces.map((piece) => piece[name]).filter((array) => array !== undefined);
    if (arrays.length === pieces.length) joined[name] = concatenated(arrays);
  }
  return joined;
}
