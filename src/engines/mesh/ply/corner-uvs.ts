import type { EngineLimits } from '../../engine-module.ts';
import { tooManyVertices } from '../limits.ts';
import { findDistinct } from '../tools/distinct.ts';
import { eachCorner } from '../tools/face-corners.ts';
import { Uint32List } from '../tools/growable.ts';
import { PolygonList } from '../tools/polygon-list.ts';
import { TupleIndex } from '../tools/tuple-index.ts';
import { takeTuples, takeVertices, type Vertices } from '../tools/vertex-arrays.ts';

/**
 * Texture coordinates of the corners of faces become those of vertices: a vertex whose corners differ is split.
 * @param uvs u, v of each corner. Throws `input_limit_exceeded`.
 */
export function withCornerUvs(
  attributes: Vertices,
  polygons: PolygonList,
  uvs: Float32Array,
  limits: EngineLimits,
): { attributes: Vertices; polygons: PolygonList } {
  const { ids } = findDistinct([{ array: uvs, width: 2 }], uvs.length / 2);
  const vertices = new TupleIndex(3, attributes.positions.length / 3);
  const cornersOfVertices = new Uint32List(attributes.positions.length / 3);
  const split = new PolygonList(polygons.faces, limits);
  let corner = 0;
  eachCorner(polygons, (_face, vertex, size) => {
    if (size > 0) split.begin(size);
    const before = vertices.count;
    const id = vertices.add3(vertex, ids[corner]!, 0);
    if (id === before) cornersOfVertices.push(corner);
    if (vertices.count > limits.maxVertices) throw tooManyVertices(undefined, limits);
    split.corner(id);
    corner += 1;
  });
  const from = cornersOfVertices.view();
  const corners = polygons.view();
  const taken = takeVertices(
    attributes,
    from.map((at) => corners[at]!),
  );
  return { attributes: { ...taken, uvs: takeTuples(uvs, 2, from) }, polygons: split };
}
