import { Problem } from '../../../domain/problem.ts';
import type { Mesh, MeshModel, MeshNode } from '../model.ts';
import { counted } from '../read-result.ts';

const NAMES_IN_MESSAGE = 20;

/**
 * Keeps the nodes with one of these names, what is below them, and the nodes above them without their own meshes.
 * @param names in which `*` stands for any text
 * Throws `selection_empty` where nothing that is kept shows a mesh.
 */
export function selectParts(model: MeshModel, names: readonly string[], warnings: string[]): MeshModel {
  const isNamed = nameMatcher(names);
  const nameOf = ({ name, mesh }: MeshNode): string | undefined =>
    name ?? (mesh === undefined ? undefined : model.meshes[mesh]!.name);
  const chosen: boolean[] = [];
  for (const node of model.nodes) {
    const name = nameOf(node);
    const isBelow = node.parent !== undefined && chosen[node.parent]!;
    chosen.push(isBelow || (name !== undefined && isNamed(name)));
  }
  const shown = model.nodes.filter(({ mesh }) => mesh !== undefined).length;
  const kept = model.nodes.filter(({ mesh }, index) => mesh !== undefined && chosen[index]).length;
  if (kept === 0) throw nothingSelected(names, model.nodes.map(nameOf));
  if (kept < shown) warnings.push(`${kept} of ${counted(shown, 'part')} selected; the others were left out.`);
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

function nameMatcher(names: readonly string[]): (name: string) => boolean {
  const matchers = names.map((pattern) => {
    const pieces = pattern.split('*');
    return pieces.length === 1 ? (name: string) => name === pattern : (name: string) => fits(name, pieces);
  });
  return (name) => matchers.some((matches) => matches(name));
}

/** The pieces stand in the name in this order, the first at its start and the last at its end. No backtracking. */
function fits(name: string, pieces: readonly string[]): boolean {
  const first = pieces[0]!;
  const last = pieces.at(-1)!;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

function nothingSelected(asked: readonly string[], names: readonly (string | undefined)[]): Problem {
  const known = [...new Set(names.filter((name) => name !== undefined && name !== ''))];
  const some = known.slice(0, NAMES_IN_MESSAGE).map((name) => JSON.stringify(name?.slice(0, 80)));
  const more = known.length > some.length ? ` and ${known.length - some.length} more` : '';
  const has =
    known.length === 0 ? 'The parts of this model have no names.' : `It has ${some.join(', ')}${more}.`;
  return new Problem('selection_empty', {
    detail: `No part with triangles is called ${asked
      .slice(0, NAMES_IN_MESSAGE)
      .map((name) => JSON.stringify(name.slice(0, 80)))
      .join(' or ')}. ${has}`,
  });
}
