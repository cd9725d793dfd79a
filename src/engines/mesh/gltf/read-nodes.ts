import { Problem } from '../../../domain/problem.ts';
import type { MeshNode } from '../model.ts';
import type { GltfJson, GltfNode } from './gltf-json.ts';
import { composeMatrix } from './node-transform.ts';

export interface SceneNodes {
  /** Parents before children; `mesh` is still the index in the file. */
  nodes: MeshNode[];
  /** The nodes of the file that are kept, in the same order. */
  indices: number[];
  warnings: string[];
}

/** The nodes of the default scene. Throws `input_malformed` where the nodes are no forest. */
export function readNodes(json: GltfJson): SceneNodes {
  const given = json.nodes ?? [];
  const warnings: string[] = [];
  const roots = requireForest(given);
  const scene = json.scenes?.[json.scene ?? 0];
  if (scene === undefined && given.length > 0)
    warnings.push('The glTF has no scene; all of its nodes were taken.');

  const nodes: MeshNode[] = [];
  const indices: number[] = [];
  const places = new Map<number, number>();
  const waiting = [...(scene ? (scene.nodes ?? []) : roots)].reverse();
  const parents = new Map<number, number>();
  while (waiting.length > 0) {
    const index = waiting.pop()!;
    if (places.has(index)) throw malformed(`node ${index} stands in the scene twice`);
    const place = nodes.push(toNode(given[index]!, parents.get(index))) - 1;
    indices.push(index);
    places.set(index, place);
    for (const child of [...(given[index]!.children ?? [])].reverse()) {
      parents.set(child, place);
      waiting.push(child);
    }
  }
  const outside = given.filter((node, index) => node.mesh !== undefined && !places.has(index)).length;
  if (outside > 0)
    warnings.push(`${outside} nodes with geometry stand outside the default scene and were left out.`);
  return { nodes, indices, warnings };
}

/** Returns the roots. */
function requireForest(given: readonly GltfNode[]): number[] {
  const parents = new Int32Array(given.length).fill(-1);
  for (const [index, { children }] of given.entries()) {
    for (const child of children ?? []) {
      if (parents[child] !== -1) throw malformed(`node ${child} has two parents`);
      parents[child] = index;
    }
  }
  const roots = [...given.keys()].filter((index) => parents[index] === -1);
  let reached = 0;
  const waiting = [...roots];
  while (waiting.length > 0) {
    reached += 1;
    for (const child of given[waiting.pop()!]!.children ?? []) waiting.push(child);
  }
  if (reached < given.length) throw malformed('some nodes are their own ancestors');
  return roots;
}

function toNode(given: GltfNode, parent: number | undefined): MeshNode {
  const node: MeshNode = {};
  if (given.name !== undefined) node.name = given.name;
  if (parent !== undefined) node.parent = parent;
  const matrix = matrixOf(given);
  if (matrix !== undefined && !isIdentity(matrix)) node.matrix = matrix;
  if (given.mesh !== undefined) node.mesh = given.mesh;
  return node;
}

/** Undefined: identity. Throws `input_malformed` where it is not affine. */
export function matrixOf({ matrix, translation, rotation, scale }: GltfNode): Float64Array | undefined {
  if (matrix) {
    if (matrix[3] !== 0 || matrix[7] !== 0 || matrix[11] !== 0 || matrix[15] !== 1) {
      throw malformed('the matrix of a node is not affine');
    }
    return Float64Array.from(matrix);
  }
  if (!translation && !rotation && !scale) return undefined;
  return composeMatrix({
    ...(translation && { translation }),
    ...(rotation && { rotation }),
    ...(scale && { scale }),
  });
}

const isIdentity = (matrix: Float64Array): boolean =>
  matrix.every((value, at) => value === (at % 5 === 0 ? 1 : 0));

const malformed = (what: string): Problem =>
  new Problem('input_malformed', { detail: `In the glTF, ${what}. Export it again.` });
