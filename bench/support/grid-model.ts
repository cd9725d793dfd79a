import type { MeshModel } from '../../src/engines/mesh/model.ts';

export const GRID_CELLS = 1000; // a million triangles
export const SMALL_CELLS = 2;

/** Where the small file of the same kind is. */
export const smallPath = (path: string): string => path.replace(/\.\w+$/, '-small$&');

/** A wavy surface of `cells` × `cells` / 2 squares, each cut into two triangles, with or without attributes. */
export function makeGrid(cells: number, attributes: boolean): MeshModel {
  const rows = cells / 2;
  const points = (cells + 1) * (rows + 1);
  const positions = new Float32Array(points * 3);
  const normals = attributes ? new Float32Array(points * 3) : undefined;
  const uvs = attributes ? new Float32Array(points * 2) : undefined;
  const colours = attributes ? new Float32Array(points * 4) : undefined;
  for (let point = 0; point < points; point += 1) {
    const x = point % (cells + 1);
    const y = Math.floor(point / (cells + 1));
    positions.set([x, y, 5 * Math.sin(x / 17) * Math.cos(y / 23)], point * 3);
    normals?.set(upwards(x, y), point * 3);
    uvs?.set([x / cells, y / rows], point * 2);
    colours?.set([x / cells, y / rows, (x % 7) / 8, 1], point * 4);
  }
  const indices = new Uint32Array(cells * rows * 6);
  for (let at = 0, y = 0; y < rows; y += 1) {
    for (let x = 0; x < cells; x += 1, at += 6) {
      const first = y * (cells + 1) + x;
      const above = first + cells + 1;
      indices.set([first, first + 1, above, first + 1, above + 1, above], at);
    }
  }
  const primitive = {
    positions,
    indices,
    ...(normals && { normals }),
    ...(uvs && { uvs }),
    ...(colours && { colours }),
  };
  return {
    unit: 'mm',
    upAxis: 'z',
    unitKnown: true,
    nodes: [{ name: 'grid', mesh: 0 }],
    meshes: [{ name: 'grid', primitives: [primitive] }],
    materials: [],
    images: [],
  };
}

function upwards(x: number, y: number): number[] {
  const dx = (-5 / 17) * Math.cos(x / 17) * Math.cos(y / 23);
  const dy = (5 / 23) * Math.sin(x / 17) * Math.sin(y / 23);
  const length = Math.hypot(dx, dy, 1);
  return [dx / length, dy / length, 1 / length];
}
