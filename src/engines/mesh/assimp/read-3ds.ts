import { readFile } from 'node:fs/promises';
import type { MeshReader } from '../mesh-source.ts';
import type { MeshModel, MeshNode } from '../model.ts';
import { assumedFrame } from '../read-result.ts';
import { type Matrix, multiply } from '../tools/matrix.ts';
import { limitsOf, refuseLargeFile } from './assimp-limits.ts';
import { check3ds } from './check-3ds.ts';
import { readWithAssimp } from './read-with-assimp.ts';

/** 3DS through assimp: Z-up by custom and without a unit. Throws a Problem whose code begins with `input_`. */
export const read3ds: MeshReader = async (source) => {
  const limits = limitsOf(source);
  await refuseLargeFile(source.path, '3DS', limits);
  const bytes = await readFile(source.path);
  const { masterScale, meshNames, cameras, lights } = check3ds(bytes, limits);
  const warnings =
    masterScale === 1
      ? []
      : [
          `The 3DS file has a master scale of ${masterScale}, which programs read differently: it was left out.`,
        ];
  const read = await readWithAssimp(
    'model.3ds',
    bytes,
    {
      frame: assumedFrame(source.options),
      placement: { undo: (matrix) => multiply(undoAssimp(masterScale), matrix ?? IDENTITY) },
      cameras,
      lights,
      warnings,
    },
    source,
  );
  return { ...read, model: joinObjects(read.model, meshNames) };
};

/** How assimp names the nodes of a file that has no tree. */
const MADE_UP = /^3DSMesh_\d+$/;

/**
 * assimp makes a mesh of each material of an object and calls them by the number of the object; without a tree each
 * has a node of its own. Here they are one again, with the name of the object.
 */
function joinObjects(model: MeshModel, names: readonly string[]): MeshModel {
  const nodes: MeshNode[] = [];
  const firsts = new Map<string, number>();
  const meshes = model.meshes.map((mesh) => ({ ...mesh, primitives: [...mesh.primitives] }));
  for (const node of model.nodes) {
    const number = node.mesh === undefined ? undefined : model.meshes[node.mesh]!.name;
    if (number === undefined || !MADE_UP.test(node.name ?? '')) {
      nodes.push(node);
      continue;
    }
    const first = firsts.get(number);
    if (first === undefined) {
      firsts.set(number, node.mesh!);
      const { name: _, ...unnamed } = node;
      const name = names[Number(number)];
      nodes.push(name ? { ...unnamed, name } : unnamed);
    } else {
      meshes[first]!.primitives.push(...meshes[node.mesh!]!.primitives.splice(0));
    }
  }
  for (const mesh of meshes) {
    const name = mesh.name === undefined ? undefined : names[Number(mesh.name)];
    if (name) mesh.name = name;
    else delete mesh.name;
  }
  return { ...model, nodes, meshes };
}

const IDENTITY = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

/** assimp turns the scene from Z-up to Y-up and divides it by the master scale. */
function undoAssimp(masterScale: number): Matrix {
  const scale = Number.isFinite(masterScale) && masterScale !== 0 ? masterScale : 1;
  return Float64Array.of(scale, 0, 0, 0, 0, 0, scale, 0, 0, -scale, 0, 0, 0, 0, 0, 1);
}
