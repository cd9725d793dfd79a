import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { DEFAULT_LIMITS } from '../../../src/domain/engine-limits.ts';
import type { ProblemCode } from '../../../src/domain/problem.ts';
import type { MeshModel, MeshNode, Primitive } from '../../../src/engines/mesh/model.ts';

export const LIMITS = { ...DEFAULT_LIMITS, maxTriangles: 1e7, maxVertices: 1e7, maxFacetedFaces: 50_000 };

/** Corner k has x = bit 0, y = bit 1, z = bit 2. Counter-clockwise seen from outside; the last two are the side x = 1. */
export const CUBE_TRIANGLES: readonly (readonly [number, number, number])[] = [
  [0, 2, 3],
  [0, 3, 1],
  [4, 5, 7],
  [4, 7, 6],
  [0, 1, 5],
  [0, 5, 4],
  [2, 6, 7],
  [2, 7, 3],
  [0, 4, 6],
  [0, 6, 2],
  [1, 3, 7],
  [1, 7, 5],
];

export type Point = [number, number, number];

/** A box with shared corners: 8 points, 12 triangles; area 2(ab + bc + ca), volume abc. */
export function box(size: Point, at: Point = [0, 0, 0], triangles = CUBE_TRIANGLES): Primitive {
  const positions = new Float32Array(24);
  for (let corner = 0; corner < 8; corner += 1) {
    for (let axis = 0; axis < 3; axis += 1) {
      positions[corner * 3 + axis] = at[axis]! + ((corner >> axis) & 1) * size[axis]!;
    }
  }
  return { positions, indices: Uint32Array.from(triangles.flat()) };
}

/** A sphere about the origin, of `rings` × 2 · `rings` cells; its area and volume come near those of the real one. */
export function sphere(radius: number, rings: number): Primitive {
  const segments = rings * 2;
  const points: Point[] = [[0, 0, radius]];
  for (let ring = 1; ring < rings; ring += 1) {
    for (let segment = 0; segment < segments; segment += 1) {
      const theta = (ring / rings) * Math.PI;
      const phi = (segment / segments) * 2 * Math.PI;
      const flat = radius * Math.sin(theta);
      points.push([flat * Math.cos(phi), flat * Math.sin(phi), radius * Math.cos(theta)]);
    }
  }
  points.push([0, 0, -radius]);
  const south = points.length - 1;
  const at = (ring: number, segment: number): number =>
    ring === 0 ? 0 : ring === rings ? south : 1 + (ring - 1) * segments + (segment % segments);
  const triangles: Point[] = [];
  for (let ring = 0; ring < rings; ring += 1) {
    for (let segment = 0; segment < segments; segment += 1) {
      const [a, b] = [at(ring, segment), at(ring, segment + 1)];
      const [c, d] = [at(ring + 1, segment), at(ring + 1, segment + 1)];
      if (ring > 0) triangles.push([a, c, b]);
      if (ring < rings - 1) triangles.push([b, c, d]);
    }
  }
  return { positions: Float64Array.from(points.flat()), indices: Uint32Array.from(triangles.flat()) };
}

/** Every triangle with vertices of its own, as STL has them. */
export function soup({ positions, indices }: Primitive): Primitive {
  const corners = [...indices].flatMap((vertex) => [...positions.subarray(vertex * 3, vertex * 3 + 3)]);
  return { positions: Float32Array.from(corners), indices: Uint32Array.from(indices.keys()) };
}

/** Several primitives as one. */
export function together(...primitives: Primitive[]): Primitive {
  const positions: number[] = [];
  const indices: number[] = [];
  for (const primitive of primitives) {
    const first = positions.length / 3;
    for (const index of primitive.indices) indices.push(first + index);
    positions.push(...primitive.positions);
  }
  return { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) };
}

/** Millimetres, Z-up; one node for each mesh where none are given. */
export function modelOf(primitives: Primitive[], nodes?: MeshNode[]): MeshModel {
  return {
    unit: 'mm',
    upAxis: 'z',
    unitKnown: true,
    nodes: nodes ?? primitives.map((_, mesh) => ({ mesh })),
    meshes: primitives.map((primitive) => ({ primitives: [primitive] })),
    materials: [],
    images: [],
  };
}

/** The corners of every triangle, in the order of the file. */
export function cornersOf({ nodes, meshes }: MeshModel): number[][] {
  return nodes.flatMap(({ mesh }) =>
    mesh === undefined
      ? []
      : meshes[mesh]!.primitives.flatMap(({ positions, indices }) =>
          [...indices].map((vertex) => [...positions.subarray(vertex * 3, vertex * 3 + 3)]),
        ),
  );
}

export interface BadFile {
  name: string;
  bytes: Buffer | string;
  code: ProblemCode;
  says?: RegExp;
}

/** Each file is refused with its code, and with a sentence that a person can act on. */
export function refuses(
  t: Test,
  folder: string,
  files: readonly BadFile[],
  read: (path: string) => Promise<unknown>,
): void {
  for (const [index, { name, bytes, code, says }] of files.entries()) {
    t.test(`refused: ${name}`, async (t) => {
      const path = join(folder, `bad-${index}`);
      writeFileSync(path, bytes);
      const problem = await read(path).then(
        () => undefined,
        (error: unknown) => error as { code?: string; detail?: string },
      );
      t.equal(problem?.code, code);
      t.match(problem?.detail, says ?? /\.$/);
      t.notMatch(problem?.detail, folder, 'names no path of the server');
    });
  }
}
