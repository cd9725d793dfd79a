/**
 * Reads or writes one file in a process of its own: `node --import … mesh-memory.ts JOB`, JOB being a MemoryJob as JSON.
 * Prints a MemoryTaken.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { DEFAULT_LIMITS } from '../../src/domain/engine-limits.ts';
import type { FormatId } from '../../src/domain/formats.ts';
import type { MeshModel, Primitive } from '../../src/engines/mesh/model.ts';
import { readMesh } from '../../src/engines/mesh/read-mesh.ts';
import type { MeshOptions } from '../../src/engines/mesh/read-result.ts';
import { meshTarget } from '../../src/engines/mesh/targets.ts';
import { attributesOf } from '../../src/engines/mesh/tools/vertex-attributes.ts';
import { GRID_CELLS, makeGrid, SMALL_CELLS, smallPath } from './grid-model.ts';

export interface MemoryJob {
  how: 'read' | 'write';
  format: FormatId;
  /** Of the big file; a small one of the same kind is beside it, or is written there. */
  path: string;
  options: MeshOptions;
  /** Whether a written grid has normals, texture coordinates and colours. */
  attributes?: boolean;
}

export interface MemoryTaken {
  /** Of the typed arrays of the model: positions, indices, normals, texture coordinates, colours, polygons. */
  geometryBytes: number;
  triangles: number;
  /** The most that was resident, less what was before there was a model; the model counts. */
  heldBytes: number;
  cpuSeconds: number;
}

const LIMITS = { ...DEFAULT_LIMITS, maxTriangles: 2e7, maxVertices: 6e7, maxFacetedFaces: 50_000 };
const tell = () => {};

const job: MemoryJob = JSON.parse(process.argv[2]!);
await run(job, smallPath(job.path), SMALL_CELLS); // what is loaded for the first file is no memory of the model
const emptyBytes = process.memoryUsage.rss();
writeFileSync('/proc/self/clear_refs', '5'); // the peak of what was loaded is forgotten
const before = process.cpuUsage();
const { meshes } = await run(job, job.path, GRID_CELLS);
const { user, system } = process.cpuUsage(before);
const primitives = meshes.flatMap((mesh) => mesh.primitives);
const taken: MemoryTaken = {
  geometryBytes: sum(primitives.map(bytesOf)),
  triangles: sum(primitives.map(({ indices }) => indices.length / 3)),
  heldBytes: peakBytes() - emptyBytes,
  cpuSeconds: (user + system) / 1e6,
};
process.stdout.write(JSON.stringify(taken));

async function run(job: MemoryJob, path: string, cells: number): Promise<MeshModel> {
  const { format, options } = job;
  if (job.how === 'read') {
    return (await readMesh(format, { path, options, limits: LIMITS, onFraction: tell })).model;
  }
  const model = makeGrid(cells, job.attributes === true);
  const target = { sourceFormat: 'glb', targetFormat: format, sourcePath: '', targetPath: path } as const;
  await meshTarget(format).write(model, { ...target, modelName: 'grid', options }, LIMITS, tell);
  return model;
}

function bytesOf(primitive: Primitive): number {
  const { positions, indices, polygons } = primitive;
  const attributes = attributesOf(primitive).map(({ array }) => array);
  const arrays = [positions, indices, ...attributes, polygons?.sizes, polygons?.corners];
  return sum([...new Set(arrays)].map((array) => array?.byteLength ?? 0));
}

function peakBytes(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return Number(kilobytes) * 1024;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
