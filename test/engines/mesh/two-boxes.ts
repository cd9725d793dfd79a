import type { FormatId } from '../../../src/domain/formats.ts';
import { BinaryBuilder, embedded, glbOf, type LooseJson } from '../gltf/build-gltf.ts';
import { buildPly, INDICES } from './build-ply.ts';
import { CUBE_TRIANGLES, type Point } from './shapes.ts';

/** In millimetres, Z-up: no axis is like another, and none begins at 0. */
export const TWO_BOXES = {
  triangles: 24,
  min: [1, 2, 3] as Point,
  max: [45, 22, 33] as Point,
  area: 2200 + 150,
  volume: 6000 + 125,
};

/** `rgb` is the same in sRGB and linear. */
const BOXES = [
  { name: 'Würfel', material: 'red', size: [10, 20, 30], at: [1, 2, 3], rgb: [1, 0, 0] },
  { name: 'block', material: 'plain', size: [5, 5, 5], at: [40, 10, 5], rgb: [0, 1, 0] },
] as const satisfies { name: string; material: string; size: Point; at: Point; rgb: Point }[];

/** The boxes as each format tells them, with all that it can hold; in no code of ours but that of the tests. */
export function twoBoxes(format: FormatId): Buffer {
  if (format === 'stl') return Buffer.from(asStl());
  if (format === 'obj') return Buffer.from(asObj());
  if (format === 'ply') return asPly();
  const { json, bin } = twoBoxesGltf();
  return format === 'glb' ? glbOf(json, bin) : embedded(json, bin);
}

interface Faceted {
  points: Point[];
  normals: Point[];
  uvs: [number, number][];
  triangles: number[][];
}

/** A box with four vertices for each of its sides, since each side has its own normal. */
function faceted(size: Point, at: Point): Faceted {
  const box: Faceted = { points: [], normals: [], uvs: [], triangles: [] };
  for (let side = 0; side < 12; side += 2) {
    const pair = CUBE_TRIANGLES.slice(side, side + 2);
    const corners = [...new Set(pair.flat())];
    const first = box.points.length;
    // Three corners of a triangle agree in the one axis that its side is across.
    const across = [0, 1, 2].findIndex(
      (axis) => new Set(corners.map((corner) => (corner >> axis) & 1)).size === 1,
    );
    const normal: Point = [0, 0, 0];
    normal[across] = ((corners[0]! >> across) & 1) * 2 - 1;
    corners.forEach((corner, k) => {
      box.points.push(at.map((start, axis) => start + ((corner >> axis) & 1) * size[axis]!) as Point);
      box.normals.push(normal);
      box.uvs.push([k & 1, k >> 1]);
    });
    for (const triangle of pair)
      box.triangles.push(triangle.map((corner) => first + corners.indexOf(corner)));
  }
  return box;
}

function asStl(): string {
  return BOXES.map(({ name, size, at }) => {
    const { points, triangles } = faceted(size, at);
    const facets = triangles.map((triangle) => {
      const corners = triangle.map((vertex) => `vertex ${points[vertex]!.join(' ')}`);
      return `facet normal 0 0 0\nouter loop\n${corners.join('\n')}\nendloop\nendfacet`;
    });
    return `solid ${name}\n${facets.join('\n')}\nendsolid ${name}\n`;
  }).join('');
}

function asObj(): string {
  let first = 1;
  return BOXES.map(({ name, material, size, at, rgb }) => {
    const { points, normals, uvs, triangles } = faceted(size, at);
    const start = first;
    first += points.length;
    return [
      `o ${name}`,
      `usemtl ${material}`,
      ...points.map((point) => `v ${point.join(' ')} ${rgb.join(' ')}`),
      ...uvs.map((uv) => `vt ${uv.join(' ')}`),
      ...normals.map((normal) => `vn ${normal.join(' ')}`),
      ...triangles.map(
        (triangle) =>
          `f ${triangle
            .map((v) =>
              Array(3)
                .fill(start + v)
                .join('/'),
            )
            .join(' ')}`,
      ),
      '',
    ].join('\n');
  }).join('');
}

function asPly(): Buffer {
  const boxes = BOXES.map(({ size, at, rgb }) => ({ ...faceted(size, at), rgb }));
  const rows = boxes.flatMap(({ points, normals, uvs, rgb }) =>
    points.map((point, k) => [...point, ...normals[k]!, ...uvs[k]!, ...rgb.map((value) => value * 255)]),
  );
  const faces = boxes.flatMap(({ triangles }, box) =>
    triangles.map((triangle) => [triangle.map((vertex) => vertex + box * 24)]),
  );
  const floats = ['x', 'y', 'z', 'nx', 'ny', 'nz', 's', 't'].map((name) => `float ${name}`);
  const bytes = ['red', 'green', 'blue'].map((name) => `uchar ${name}`);
  return buildPly({
    format: 'binary_big_endian',
    elements: [
      { name: 'vertex', properties: [...floats, ...bytes], rows },
      { name: 'face', properties: [INDICES], rows: faces },
    ],
  });
}

const yUp = ([x, y, z]: Point): Point => [x, z, -y];
const inMetres = (point: Point): Point => yUp(point).map((value) => value / 1000) as Point;

/**
 * The second box lies below a node that moves it; the first has its colour from a material, the second from its
 * vertices and its material's name.
 */
export function twoBoxesGltf(change: (json: LooseJson) => void = () => {}): { json: LooseJson; bin: Buffer } {
  const moved: Point = [30, 4, 2];
  const builder = new BinaryBuilder();
  const accessors: LooseJson[] = [];
  const add = (values: number[][], type: string): number => {
    const bufferView = builder.add(Float32Array.from(values.flat()));
    const ends = [Math.min, Math.max].map((end) => columnsOf(values).map((axis) => end(...axis)));
    const [min, max] = ends.map((end) => end.map(Math.fround));
    return accessors.push({ bufferView, componentType: 5126, count: values.length, type, min, max }) - 1;
  };
  const meshes = BOXES.map(({ size, at, rgb }, index) => {
    const start = index === 0 ? at : (at.map((value, axis) => value - moved[axis]!) as Point);
    const { points, normals, uvs, triangles } = faceted(size, start);
    const colours = points.map(() => [...rgb]);
    const attributes = {
      POSITION: add(points.map(inMetres), 'VEC3'),
      NORMAL: add(normals.map(yUp), 'VEC3'),
      TEXCOORD_0: add(uvs, 'VEC2'),
      ...(index === 1 ? { COLOR_0: add(colours, 'VEC3') } : {}),
    };
    const bufferView = builder.add(Uint16Array.from(triangles.flat()));
    const indices = accessors.push({ bufferView, componentType: 5123, count: 36, type: 'SCALAR' }) - 1;
    return { primitives: [{ attributes, indices, material: index }] };
  });
  const pbrMetallicRoughness = { baseColorFactor: [...BOXES[0].rgb, 1] };
  const json: LooseJson = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0, 1] }],
    nodes: [
      { name: BOXES[0].name, mesh: 0 },
      { name: 'assembly', children: [2], translation: inMetres(moved) },
      { name: BOXES[1].name, mesh: 1 },
    ],
    meshes,
    materials: [{ name: BOXES[0].material, pbrMetallicRoughness }, { name: BOXES[1].material }],
    accessors,
    bufferViews: builder.bufferViews,
    buffers: [{ byteLength: builder.bytes.length }],
  };
  change(json);
  return { json, bin: builder.bytes };
}

/** The columns of the rows. */
const columnsOf = (rows: number[][]): number[][] => rows[0]!.map((_, axis) => rows.map((row) => row[axis]!));
