import type { PolygonList } from './polygon-list.ts';

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
