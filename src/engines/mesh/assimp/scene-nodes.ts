import type { MeshNode } from '../model.ts';
import { type Matrix, multiply } from '../tools/matrix.ts';

/** assimp breaks the transform of an FBX model into a chain of nodes with such names. */
const PIVOT = '_$AssimpFbx$_';
/** Names that assimp gives to what has none. */
const MADE_UP = /^(\$ColladaAutoName\$_\d+|<3DS\w*>)$/;
/** assimp computes with 32-bit floats. */
const TOLERANCE = 1e-5;

export interface Placement {
  /** Undoes what assimp did to the node above the scene, for a unit or an up-axis. */
  undo?: (matrix: Matrix | undefined) => Matrix | undefined;
  /** Where the scene lies in the model's frame; absent: as it is. */
  place?: Matrix;
}

/**
 * The tree of the file without what assimp added: the node that stands for the whole scene, pivot chains, made-up
 * names.
 * @param given parents before children
 * @param nameOf the name of the node in the file, where assimp took something else
 */
export function sceneNodes(
  given: readonly MeshNode[],
  { undo, place }: Placement,
  nameOf: (name: string) => string | undefined = (name) => name,
): MeshNode[] {
  const children = new Uint32Array(given.length);
  for (const { parent } of given) if (parent !== undefined) children[parent]! += 1;
  const nodes: MeshNode[] = [];
  /** For each given node what its children hang on, and the matrix between. */
  const stands: { parent?: number; matrix?: Matrix | undefined }[] = [];
  for (const [index, node] of given.entries()) {
    const above: (typeof stands)[number] =
      node.parent === undefined ? { matrix: place } : stands[node.parent]!;
    const own = node.parent === undefined ? undone(node.matrix, undo) : node.matrix;
    const matrix = above.matrix && own ? multiply(above.matrix, own) : (above.matrix ?? own);
    const isScene = node.parent === undefined && own === undefined;
    const isPivot = node.name?.includes(PIVOT) === true && children[index] === 1;
    const stand = { ...(above.parent !== undefined && { parent: above.parent }), ...(matrix && { matrix }) };
    if (node.mesh === undefined && (isScene || isPivot)) {
      stands.push(stand);
      continue;
    }
    const name = plainName(node.name, nameOf);
    const kept = { ...stand, ...(name && { name }), ...(node.mesh !== undefined && { mesh: node.mesh }) };
    stands.push({ parent: nodes.push(kept) - 1 });
  }
  return nodes;
}

function undone(matrix: Matrix | undefined, undo: Placement['undo']): Matrix | undefined {
  const own = undo ? undo(matrix) : matrix;
  return own === undefined || isIdentity(own) ? undefined : own;
}

const isIdentity = (matrix: Matrix): boolean =>
  matrix.every((value, at) => Math.abs(value - (at % 5 === 0 ? 1 : 0)) < TOLERANCE);

function plainName(given: string | undefined, nameOf: (name: string) => string | undefined) {
  if (given === undefined || MADE_UP.test(given)) return undefined;
  const pivot = given.indexOf(PIVOT);
  return nameOf(pivot < 0 ? given : given.slice(0, pivot));
}
