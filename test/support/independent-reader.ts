import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type { FormatId } from '../../src/domain/formats.ts';

const require = createRequire(import.meta.url);

/** What a program that is not ours sees in a file. In millimetres, Z-up, whatever the format has. */
export interface Seen {
  /** Without those of which two corners are the same point for a 32-bit float. */
  triangles: number;
  /** Those of which two corners are. */
  degenerate: number;
  /** B-rep faces; absent for meshes. */
  faces?: number;
  min: [number, number, number];
  max: [number, number, number];
  area: number;
  /** Signed; meaningful for closed surfaces. */
  volume: number;
  names: string[];
}

/** Reads CAD files with occt-import-js and meshes with assimp. Throws where they refuse. */
export const readIndependently = async (path: string, format: FormatId): Promise<Seen> =>
  format === 'step' || format === 'iges' || format === 'brep'
    ? readWithOcct(path, format)
    : readWithAssimp(path, format);

interface OcctMesh {
  name: string;
  attributes: { position: { array: number[] } };
  index: { array: number[] };
  brep_faces: unknown[];
}

async function readWithOcct(path: string, format: 'step' | 'iges' | 'brep'): Promise<Seen> {
  const occt = await (
    require('occt-import-js') as () => Promise<
      Record<string, (bytes: Uint8Array, options: object) => { success: boolean; meshes: OcctMesh[] }>
    >
  )();
  const read = { step: occt.ReadStepFile, iges: occt.ReadIgesFile, brep: occt.ReadBrepFile }[format];
  const result = read?.(await readFile(path), {
    linearUnit: 'millimeter',
    linearDeflectionType: 'bounding_box_ratio',
    linearDeflection: 0.001,
    angularDeflection: (20 / 180) * Math.PI,
  });
  if (!result?.success) throw new Error(`occt-import-js refuses ${basename(path)}`);
  const seen = tally();
  let faces = 0;
  for (const mesh of result.meshes) {
    faces += mesh.brep_faces.length;
    if (mesh.name) seen.names.push(mesh.name);
    addTriangles(seen, mesh.attributes.position.array, mesh.index.array, (x, y, z) => [x, y, z]);
  }
  return { ...seen, faces };
}

interface AssimpNode {
  name: string;
  transformation: number[];
  meshes?: number[];
  children?: AssimpNode[];
}
interface AssimpScene {
  rootnode: AssimpNode;
  meshes?: { name: string; vertices: number[]; faces: number[][] }[];
}
interface AssimpResult {
  IsSuccess(): boolean;
  GetErrorCode(): string;
  GetFile(index: number): { GetContent(): Uint8Array };
}

async function readWithAssimp(path: string, format: FormatId): Promise<Seen> {
  const assimp = await (
    require('assimpjs') as () => Promise<{
      FileList: new () => { AddFile(name: string, bytes: Uint8Array): void };
      ConvertFileList(files: unknown, format: string): AssimpResult;
    }>
  )();
  const files = new assimp.FileList();
  files.AddFile(`model.${format}`, new Uint8Array(await readFile(path)));
  const result = assimp.ConvertFileList(files, 'assjson');
  if (!result.IsSuccess()) throw new Error(`assimp refuses ${basename(path)}: ${result.GetErrorCode()}`);
  const scene = JSON.parse(new TextDecoder().decode(result.GetFile(0).GetContent())) as AssimpScene;
  const metresYUp = format === 'glb' || format === 'gltf';
  const seen = tally();
  const visit = (node: AssimpNode, parent: number[]) => {
    const world = multiply(parent, node.transformation);
    for (const index of node.meshes ?? []) {
      const mesh = scene.meshes?.[index];
      if (mesh === undefined) continue;
      seen.names.push(node.name);
      const triangles = mesh.faces.filter((face) => face.length === 3).flat();
      addTriangles(seen, mesh.vertices, triangles, (x, y, z) => {
        const [a, b, c] = [0, 1, 2].map(
          (row) =>
            world[4 * row]! * x + world[4 * row + 1]! * y + world[4 * row + 2]! * z + world[4 * row + 3]!,
        ) as [number, number, number];
        return metresYUp ? [1000 * a, -1000 * c, 1000 * b] : [a, b, c];
      });
    }
    for (const child of node.children ?? []) visit(child, world);
  };
  visit(scene.rootnode, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  return seen;
}

/** Row-major 4 × 4. */
const multiply = (a: number[], b: number[]): number[] =>
  Array.from({ length: 16 }, (_, at) => {
    const [row, column] = [at >> 2, at & 3];
    return [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * row + k]! * b[4 * k + column]!, 0);
  });

const tally = (): Seen => ({
  triangles: 0,
  degenerate: 0,
  min: [Infinity, Infinity, Infinity],
  max: [-Infinity, -Infinity, -Infinity],
  area: 0,
  volume: 0,
  names: [],
});

type Point = [number, number, number];

function addTriangles(
  seen: Seen,
  positions: ArrayLike<number>,
  indices: ArrayLike<number>,
  place: (x: number, y: number, z: number) => Point,
) {
  const points: Point[] = [];
  for (let at = 0; at < positions.length; at += 3)
    points.push(place(positions[at]!, positions[at + 1]!, positions[at + 2]!));
  for (let at = 0; at < indices.length; at += 3) {
    const [a, b, c] = [points[indices[at]!]!, points[indices[at + 1]!]!, points[indices[at + 2]!]!];
    if (same(a, b) || same(b, c) || same(c, a)) seen.degenerate += 1;
    else seen.triangles += 1;
    for (const point of [a, b, c]) {
      for (const axis of [0, 1, 2] as const) {
        seen.min[axis] = Math.min(seen.min[axis], point[axis]);
        seen.max[axis] = Math.max(seen.max[axis], point[axis]);
      }
    }
    const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
    const normal: Point = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    seen.area += Math.hypot(...normal) / 2;
    seen.volume += (a[0] * normal[0] + a[1] * normal[1] + a[2] * normal[2]) / 6;
  }
}

const same = (a: Point, b: Point): boolean =>
  [0, 1, 2].every((axis) => Math.fround(a[axis]!) === Math.fround(b[axis]!));
