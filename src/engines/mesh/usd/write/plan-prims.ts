import { Problem } from '../../../../domain/problem.ts';
import type { MeshModel, MeshNode } from '../../model.ts';
import { nodeName } from '../../part-names.ts';

/** Programs walk prims recursively; real assemblies have some ten levels. */
const MAX_DEPTH = 200;

export interface PlannedNode {
  name: string | undefined;
  matrix?: Float64Array;
  /** Index into the meshes of the model. */
  mesh?: number;
  children: PlannedNode[];
}

/**
 * The nodes as the prims of a layer: one root that all others are below. A mesh lies beside other children in a prim of
 * its own, since the prim of an instance can have no children but those of its prototype.
 * Throws `target_limit_exceeded` where the tree is deeper than programs can walk.
 */
export function planPrims({ nodes, meshes }: MeshModel, modelName: string): PlannedNode {
  const planned = nodes.map((node): PlannedNode => {
    const { matrix, mesh } = node;
    return {
      name: nodeName(node, meshes),
      ...(matrix && { matrix }),
      ...(mesh !== undefined && { mesh }),
      children: [],
    };
  });
  requireShallow(nodes);
  nodes.forEach(({ parent }, index) => {
    if (parent !== undefined) planned[parent]!.children.push(planned[index]!);
  });
  const roots = planned.filter((_, index) => nodes[index]!.parent === undefined);
  const root = roots.length === 1 ? roots[0]! : { name: modelName, children: roots };
  for (const node of planned) {
    if (node.mesh !== undefined && (node.children.length > 0 || node === root)) moveMeshDown(node);
  }
  return root;
}

function moveMeshDown(node: PlannedNode): void {
  const { name, mesh } = node;
  delete node.mesh;
  node.children.unshift({ name, mesh: mesh!, children: [] });
}

function requireShallow(nodes: readonly MeshNode[]): void {
  const depths = new Uint32Array(nodes.length);
  nodes.forEach(({ parent }, index) => {
    depths[index] = parent === undefined ? 1 : depths[parent]! + 1;
    if (depths[index]! <= MAX_DEPTH) return;
    throw new Problem('target_limit_exceeded', {
      detail: `The model's tree is deeper than the ${MAX_DEPTH} levels that USD is written with here.`,
    });
  });
}
