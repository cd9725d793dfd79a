import type { Primitive } from '../model.ts';
import { polygonsJoined } from './polygons.ts';
import { concatenated } from './vertex-arrays.ts';

/** One primitive, of the material of the first, of at least one; what only some of them have at vertices is left out. */
export function joinPrimitives(pieces: readonly Primitive[]): Primitive {
  const [first] = pieces as [Primitive, ...Primitive[]];
  if (pieces.length === 1) return first;
  const { positions, indices } = joinSurfaces(pieces);
  const polygons = polygonsJoined(pieces, indices);
  const normals = ofAll(pieces, ({ normals }) => normals);
  const uvs = ofAll(pieces, ({ uvs }) => uvs);
  const colours = ofAll(pieces, ({ colours }) => colours);
  return {
    positions,
    indices,
    ...(polygons && { polygons }),
    ...(normals && { normals }),
    ...(uvs && { uvs }),
    ...(colours && { colours }),
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

function ofAll(
  pieces: readonly Primitive[],
  pick: (piece: Primitive) => Float32Array | undefined,
): Float32Array | undefined {
  const arrays = pieces.map(pick).filter((array) => array !== undefined);
  return arrays.length === pieces.length ? concatenated(arrays) : undefined;
}
