import type { Primitive } from '../model.ts';
import type { PolygonList } from './polygon-list.ts';

/** Of the vertices that faces refer to, before the faces have their say. */
export type VertexAttributes = Pick<Primitive, 'positions' | 'normals' | 'uvs' | 'colours'>;

/** @param use `size` is that of the face at its first corner, then 0 */
export function eachCorner(
  polygons: PolygonList,
  use: (face: number, vertex: number, size: number) => void,
): void {
  const corners = polygons.view();
  let at = 0;
  for (let face = 0; face < polygons.faces; face += 1) {
    const size = polygons.sizeOf(face);
    for (let corner = 0; corner < size; corner += 1, at += 1)
      use(face, corners[at]!, corner === 0 ? size : 0);
  }
}

/** The attributes of some vertices, one behind the other. */
export function gatherVertices(
  { positions, normals, uvs, colours }: VertexAttributes,
  vertexAt: (at: number) => number,
  count: number,
): VertexAttributes {
  const gather = <T extends Float32Array | Float64Array>(from: T, to: T, width: number): T => {
    for (let at = 0; at < count; at += 1) {
      const start = vertexAt(at) * width;
      for (let item = 0; item < width; item += 1) to[at * width + item] = from[start + item]!;
    }
    return to;
  };
  return {
    positions: gather(
      positions,
      positions instanceof Float64Array ? new Float64Array(count * 3) : new Float32Array(count * 3),
      3,
    ),
    ...(normals && { normals: gather(normals, new Float32Array(count * 3), 3) }),
    ...(uvs && { uvs: gather(uvs, new Float32Array(count * 2), 2) }),
    ...(colours && { colours: gather(colours, new Float32Array(count * 4), 4) }),
  };
}
