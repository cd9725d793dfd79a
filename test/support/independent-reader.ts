import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { FormatId } from '../../src/domain/formats.ts';
import { assimpCommand } from './assimp-command.ts';

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
  /** Of vertices, as the file has them: `#rrggbb`, each once. */
  vertexColours: Set<string>;
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

type Occt = Record<string, (bytes: Uint8Array, options: object) => { success: boolean; meshes: OcctMesh[] }>;
let startingOcct: Promise<Occt> | undefined;

async function readWithOcct(path: string, format: 'step' | 'iges' | 'brep'): Promise<Seen> {
  startingOcct ??= (require('occt-import-js') as () => Promise<Occt>)();
  const occt = await startingOcct;
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
    addTriangles(seen, Float64Array.from(mesh.attributes.position.array), mesh.index.array);
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
  meshes?: { name: string; vertices: number[]; faces: number[][]; colors?: number[][] }[];
}
interface AssimpResult {
  IsSuccess(): boolean;
  GetErrorCode(): string;
  GetFile(index: number): { GetContent(): Uint8Array; delete(): void };
  delete(): void;
}
interface Assimp {
  FileList: new () => { AddFile(name: string, bytes: Uint8Array): void; delete(): void };
  ConvertFileList(files: unknown, format: string): AssimpResult;
}

let startingAssimp: Promise<Assimp> | undefined;

async function readWithAssimp(path: string, format: FormatId): Promise<Seen> {
  startingAssimp ??= (require('assimpjs') as () => Promise<Assimp>)();
  return seenInScene(sceneOf(await startingAssimp, `model.${format}`, await readFile(path)), format);
}

/** With assimp's command, which takes a fifth of the time, where it is there. */
export async function readMeshIndependently(path: string, format: FormatId): Promise<Seen> {
  if (assimpCommand === undefined) return readWithAssimp(path, format);
  const json = `${path}.assjson`;
  try {
    await promisify(execFile)(assimpCommand, ['export', path, json, '-fassjson', '-tri', '-jiv']);
    return seenInScene(JSON.parse(await readFile(json, 'utf8')) as AssimpScene, format);
  } finally {
    await rm(json, { force: true });
  }
}

function seenInScene(scene: AssimpScene, format: FormatId): Seen {
  const toMillimetres = format === 'glb' || format === 'gltf' ? METRES_Y_UP : IDENTITY;
  const seen = tally();
  const visit = (node: AssimpNode, parent: number[]) => {
    const world = multiply(parent, node.transformation);
    for (const index of node.meshes ?? []) {
      const mesh = scene.meshes?.[index];
      if (mesh === undefined) continue;
      seen.names.push(node.name);
      for (const channel of mesh.colors ?? []) addColours(seen, channel);
      const triangles = mesh.faces.flatMap((face) => (face.length === 3 ? face : []));
      addTriangles(seen, placed(mesh.vertices, world), triangles);
    }
    for (const child of node.children ?? []) visit(child, world);
  };
  visit(scene.rootnode, toMillimetres);
  return seen;
}

function sceneOf(assimp: Assimp, name: string, bytes: Uint8Array): AssimpScene {
  const files = new assimp.FileList();
  files.AddFile(name, new Uint8Array(bytes));
  const result = assimp.ConvertFileList(files, 'assjson');
  files.delete();
  try {
    if (!result.IsSuccess()) throw new Error(`assimp refuses ${name}: ${result.GetErrorCode()}`);
    const file = result.GetFile(0);
    const text = new TextDecoder().decode(file.GetContent());
    file.delete();
    return JSON.parse(text) as AssimpScene;
  } finally {
    result.delete();
  }
}

const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const METRES_Y_UP = [1000, 0, 0, 0, 0, 0, -1000, 0, 0, 1000, 0, 0, 0, 0, 0, 1];

function placed(points: number[], world: number[]): Float64Array {
  const result = new Float64Array(points.length);
  for (let at = 0; at < points.length; at += 3) {
    for (let row = 0; row < 3; row += 1) {
      result[at + row] =
        world[4 * row]! * points[at]! +
        world[4 * row + 1]! * points[at + 1]! +
        world[4 * row + 2]! * points[at + 2]! +
        world[4 * row + 3]!;
    }
  }
  return result;
}

/** @param channel r, g, b, a of each vertex */
function addColours(seen: Seen, channel: number[]) {
  let last = '';
  for (let at = 0; at < channel.length; at += 4) {
    const bytes = channel.slice(at, at + 3).map((value) => Math.round(value * 255));
    const key = bytes.join();
    if (key !== last) seen.vertexColours.add(hexOf(bytes));
    last = key;
  }
}

export const hexOf = (bytes: readonly number[]): string =>
  `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;

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
  vertexColours: new Set(),
});

function addTriangles(seen: Seen, points: Float64Array, indices: readonly number[]) {
  for (let at = 0; at < indices.length; at += 3) {
    const [a, b, c] = [3 * indices[at]!, 3 * indices[at + 1]!, 3 * indices[at + 2]!];
    if (same(points, a, b) || same(points, b, c) || same(points, c, a)) seen.degenerate += 1;
    else seen.triangles += 1;
    for (const axis of [0, 1, 2] as const) {
      const [low, middle, high] = [points[a + axis]!, points[b + axis]!, points[c + axis]!];
      seen.min[axis] = Math.min(seen.min[axis], low, middle, high);
      seen.max[axis] = Math.max(seen.max[axis], low, middle, high);
    }
    const [ax, ay, az] = [points[a]!, points[a + 1]!, points[a + 2]!];
    const [ux, uy, uz] = [points[b]! - ax, points[b + 1]! - ay, points[b + 2]! - az];
    const [vx, vy, vz] = [points[c]! - ax, points[c + 1]! - ay, points[c + 2]! - az];
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    seen.area += Math.hypot(nx, ny, nz) / 2;
    seen.volume += (ax * nx + ay * ny + az * nz) / 6;
  }
}

const same = (points: Float64Array, a: number, b: number): boolean =>
  Math.fround(points[a]!) === Math.fround(points[b]!) &&
  Math.fround(points[a + 1]!) === Math.fround(points[b + 1]!) &&
  Math.fround(points[a + 2]!) === Math.fround(points[b + 2]!);
