import type { EngineLimits } from '../../engine-module.ts';
import { tooManyVertices } from '../limits.ts';
import { findDistinct } from '../tools/distinct.ts';
import { eachCorner, gatherVertices, type VertexAttributes } from '../tools/face-corners.ts';
import { Uint32List } from '../tools/growable.ts';
import { PolygonList } from '../tools/polygon-list.ts';
import { TupleIndex } from '../tools/tuple-index.ts';

/**
 * Texture coordinates of the corners of faces become those of vertices: a vertex whose corners differ is split.
 * @param uvs u, v of each corner. Throws `input_limit_exceeded`.
 */
export function withCornerUvs(
  attributes: VertexAttributes,
  polygons: PolygonList,
  uvs: Float32Array,
  limits: EngineLimits,
): { attributes: VertexAttributes; polygons: PolygonList } {
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
  const gathered = gatherVertices(attributes, (at) => corners[from[at]!]!, vertices.count);
  const own = new Float32Array(vertices.count * 2);
  for (let at = 0; at < vertices.count; at += 1)
    own.set(uvs.subarray(from[at]! * 2, from[at]! * 2 + 2), at * 2);
  return { attributes: { ...gathered, uvs: own }, polygons: split };
}
