import type { MeshModel, MeshNode } from '../model.ts';
import { partName } from '../part-names.ts';
import { identity, type Matrix } from '../tools/matrix.ts';

export interface PlannedReference {
  objectId: number;
  matrix?: Matrix;
}

export type PlannedObject = { id: number; name?: string } & (
  | { mesh: number }
  | { components: PlannedReference[] }
);

export interface PlannedObjects {
  /** What an object refers to stands before it. */
  objects: PlannedObject[];
  items: PlannedReference[];
}

/**
 * Every mesh becomes an object, every node with others below it an object of components, every root a build item. A node
 * whose name is not that of its mesh gets an object of one component around it, which has the name. Nodes that show
 * nothing and have nothing below them are left out, as an object cannot be empty, and so are meshes that no node shows.
 */
export function planObjects(model: MeshModel, firstId: number): PlannedObjects {
  let nextId = firstId;
  const objects: PlannedObject[] = [];
  const add = (
    object: { mesh: number } | { components: PlannedReference[] },
    given: string | undefined,
  ): number => {
    const name = given === undefined ? '' : partName(given);
    objects.push({ id: nextId, ...(name !== '' && { name }), ...object });
    return nextId++;
  };
  const names = meshNames(model);
  const shown = new Set(model.nodes.map(({ mesh }) => mesh));
  const meshIds = model.meshes.map((_, mesh) => (shown.has(mesh) ? add({ mesh }, names[mesh]) : undefined));
  const below: PlannedReference[][] = model.nodes.map(() => []);
  const items: PlannedReference[] = [];
  for (let index = model.nodes.length - 1; index >= 0; index -= 1) {
    const node = model.nodes[index]!;
    const objectId = objectOf(node, below[index]!.reverse());
    if (objectId === undefined) continue;
    const reference = { objectId, ...(node.matrix && { matrix: node.matrix }) };
    (node.parent === undefined ? items : below[node.parent]!).push(reference);
  }
  return { objects, items: items.reverse() };

  function objectOf(node: MeshNode, children: PlannedReference[]): number | undefined {
    const own = node.mesh === undefined ? undefined : shownMesh(node.mesh, node.name);
    if (children.length === 0) return own;
    const [only, ...others] = children;
    // The transform that moves nothing says that this is an assembly of one part, not the name of a part.
    const components =
      own === undefined && others.length === 0 ? [{ matrix: identity(), ...only! }] : children;
    return add({ components: own === undefined ? components : [{ objectId: own }, ...children] }, node.name);
  }

  function shownMesh(mesh: number, name: string | undefined): number {
    const objectId = meshIds[mesh]!;
    return name === undefined || name === names[mesh] ? objectId : add({ components: [{ objectId }] }, name);
  }
}

/** A mesh goes by the name of its nodes where they have one name, which is the one that people see. */
function meshNames({ nodes, meshes }: MeshModel): (string | undefined)[] {
  const shown = meshes.map(() => new Set<string | undefined>());
  for (const { name, mesh } of nodes) if (mesh !== undefined) shown[mesh]!.add(name);
  return meshes.map(({ name }, mesh) => {
    const [first] = shown[mesh]!;
    return shown[mesh]!.size === 1 ? (first ?? name) : name;
  });
}
