import type { Mesh, MeshModel, MeshNode } from '../model.ts';
import { nodeName } from '../part-names.ts';
import { nameMatcher, nothingSelected, selectionNotes } from './select-names.ts';

/**
 * Keeps the nodes with one of these names, what is below them, and the nodes above them without their own meshes.
 * @param names in which `*` stands for any text
 * Throws `selection_empty` where nothing that is kept shows a mesh.
 */
export function selectParts(model: MeshModel, names: readonly string[], warnings: string[]): MeshModel {
  const isNamed = nameMatcher(names);
  const nameOf = (node: MeshNode) => nodeName(node, model.meshes);
  const chosen: boolean[] = [];
  for (const node of model.nodes) {
    const name = nameOf(node);
    const isBelow = node.parent !== undefined && chosen[node.parent]!;
    chosen.push(isBelow || (name !== undefined && isNamed(name)));
  }
  const shown = model.nodes.filter(({ mesh }) => mesh !== undefined).length;
  const kept = model.nodes.filter(({ mesh }, index) => mesh !== undefined && chosen[index]).length;
  if (kept === 0) throw nothingSelected(names, model.nodes.map(nameOf), 'triangles');
  warnings.push(...selectionNotes(kept, shown));
  return withNodes(model, chosen);
}

/** Backwards, every child is seen before its parent: a parent of a kept node is kept as its place in the tree. */
function withNodes(model: MeshModel, chosen: readonly boolean[]): MeshModel {
  const isKept = [...chosen];
  for (let index = model.nodes.length - 1; index >= 0; index -= 1) {
    const { parent } = model.nodes[index]!;
    if (isKept[index] && parent !== undefined) isKept[parent] = true;
  }
  const nodePlaces = new Map<number, number>();
  const meshPlaces = new Map<number, number>();
  const nodes: MeshNode[] = [];
  const meshes: Mesh[] = [];
  for (const [index, { parent, mesh, ...node }] of model.nodes.entries()) {
    if (!isKept[index]) continue;
    nodePlaces.set(index, nodes.length);
    const kept: MeshNode = { ...node };
    if (parent !== undefined) kept.parent = nodePlaces.get(parent)!;
    if (mesh !== undefined && chosen[index]) {
      if (!meshPlaces.has(mesh)) meshPlaces.set(mesh, meshes.push(model.meshes[mesh]!) - 1);
      kept.mesh = meshPlaces.get(mesh)!;
    }
    nodes.push(kept);
  }
  return { ...model, nodes, meshes };
}
