import type { Mesh, MeshModel, MeshNode } from '../model.ts';
import { worldMatrices } from '../tools/flatten.ts';
import { type Matrix, multiply } from '../tools/matrix.ts';

/** Positions are rounded to so many steps along the longest side of a mesh. */
export const GRID_BITS = 16;
const LAST_STEP = 2 ** GRID_BITS - 1;

/** All primitives of a mesh share one, so that no gap opens between them. */
export interface Grid {
  origin: [number, number, number];
  /** The longest side of the mesh. */
  range: number;
  step: number;
}

export function gridOf({ primitives }: Mesh): Grid {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (const { positions } of primitives) {
    for (let at = 0; at < positions.length; at += 3) {
      for (let axis = 0; axis < 3; axis += 1) {
        const value = positions[at + axis]!;
        if (value < min[axis]!) min[axis] = value;
        if (value > max[axis]!) max[axis] = value;
      }
    }
  }
  const range = Math.max(...min.map((low, axis) => max[axis]! - low));
  const isPoint = !(range > 0);
  return {
    origin: isPoint && !Number.isFinite(min[0]!) ? [0, 0, 0] : [min[0]!, min[1]!, min[2]!],
    range: isPoint ? 1 : range,
    step: (isPoint ? 1 : range) / LAST_STEP,
  };
}

/** Where the numbers of a mesh on its grid lie: T(origin) · S(step). */
const placeOf = ({ origin: [x, y, z], step }: Grid): Matrix =>
  Float64Array.of(step, 0, 0, 0, 0, step, 0, 0, 0, 0, step, 0, x, y, z, 1);

const inverseOf = ({ origin: [x, y, z], step }: Grid): Matrix =>
  Float64Array.of(
    1 / step,
    0,
    0,
    0,
    0,
    1 / step,
    0,
    0,
    0,
    0,
    1 / step,
    0,
    -x / step,
    -y / step,
    -z / step,
    1,
  );

/**
 * The nodes for meshes whose positions are numbers of their grid. Each node that shows one takes the place of the grid
 * into its own matrix, and gives it back to its children: the tree stays as it is.
 * @param grids for each mesh
 */
export function nodesOnGrids(nodes: readonly MeshNode[], grids: readonly Grid[]): MeshNode[] {
  const gridOfNode = ({ mesh }: MeshNode): Grid | undefined => (mesh === undefined ? undefined : grids[mesh]);
  return nodes.map((node) => {
    const above = node.parent === undefined ? undefined : gridOfNode(nodes[node.parent]!);
    const own = gridOfNode(node);
    let { matrix } = node;
    if (own) matrix = matrix ? multiply(matrix, placeOf(own)) : placeOf(own);
    if (above) matrix = matrix ? multiply(inverseOf(above), matrix) : inverseOf(above);
    return matrix === undefined ? node : { ...node, matrix };
  });
}

/** How far a point of the model may be from where it was, in its own unit. */
export function gridError({ nodes, meshes }: MeshModel): number {
  const steps = meshes.map((mesh) => gridOf(mesh).step);
  let largest = 0;
  for (const [index, matrix] of worldMatrices(nodes).entries()) {
    const { mesh } = nodes[index]!;
    if (mesh === undefined) continue;
    const stretch = matrix ? Math.hypot(...matrix.subarray(0, 11)) : 1;
    largest = Math.max(largest, steps[mesh]! * stretch);
  }
  return (largest / 2) * Math.sqrt(3);
}
