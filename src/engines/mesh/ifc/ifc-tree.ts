import type { MeshNode } from '../model.ts';
import { inverse, type Matrix, multiply } from '../tools/matrix.ts';
import { type IfcLines, referenceOf, referencesOf, textOf } from './ifc-lines.ts';
import type { WebIfc } from './load-web-ifc.ts';

/** A product that shows a mesh, and where. */
export interface PlacedProduct {
  id: number;
  mesh: number;
  /** In the world. */
  matrix: Matrix;
}

/**
 * Project, site, building, storey, element: the nodes above everything that has a mesh. What has none below it is left
 * out. Parents stand before their children.
 */
export function ifcTree(ifc: WebIfc, lines: IfcLines, products: readonly PlacedProduct[]): MeshNode[] {
  const parents = parentsOf(ifc, lines);
  const nodes: MeshNode[] = [];
  const places = new Map<number, number>();
  const shown = new Map(products.map((product) => [product.id, product]));

  const place = (id: number): number => {
    const chain: number[] = [];
    const seen = new Set<number>();
    // Up to what is placed already, or the root; a file may name an element as its own ancestor.
    for (let at: number | undefined = id; at !== undefined && !places.has(at) && !seen.has(at); ) {
      chain.push(at);
      seen.add(at);
      at = parents.get(at);
    }
    for (const each of chain.reverse()) {
      const parent = parents.get(each);
      const above = parent === undefined ? undefined : places.get(parent);
      const product = shown.get(each);
      const name = nameOf(lines, each);
      places.set(
        each,
        nodes.push({
          ...(name && { name }),
          ...(above !== undefined && { parent: above }),
          ...(product && { matrix: product.matrix, mesh: product.mesh }),
        }) - 1,
      );
    }
    return places.get(id)!;
  };
  for (const { id } of products) place(id);
  return localMatrices(nodes);
}

/** Name, or GlobalId where it has none (IfcRoot). */
export function nameOf(lines: IfcLines, id: number): string | undefined {
  const [globalId, , name] = lines.argumentsOf(id);
  return textOf(name)?.trim() || textOf(globalId);
}

/** By containment in a storey or space, by aggregation and nesting; the element that a door fills is no parent of it. */
function parentsOf({ types }: WebIfc, lines: IfcLines): Map<number, number> {
  const parents = new Map<number, number>();
  const RELATIONS = [
    { type: types.IFCRELCONTAINEDINSPATIALSTRUCTURE, parent: 5, children: 4 },
    { type: types.IFCRELAGGREGATES, parent: 4, children: 5 },
    { type: types.IFCRELNESTS, parent: 4, children: 5 },
  ];
  for (const { type, parent, children } of RELATIONS) {
    for (const relation of lines.ofType(type)) {
      const given = lines.argumentsOf(relation);
      const above = referenceOf(given[parent]);
      if (above === undefined) continue;
      for (const child of referencesOf(given[children])) if (!parents.has(child)) parents.set(child, above);
    }
  }
  return parents;
}

/** Below a product that has a place itself, places are relative to it. */
function localMatrices(nodes: readonly MeshNode[]): MeshNode[] {
  const world: (Matrix | undefined)[] = [];
  return nodes.map((node) => {
    const above = node.parent === undefined ? undefined : world[node.parent];
    world.push(node.matrix ?? above);
    if (above === undefined || node.matrix === undefined) return node;
    const back = inverse(above);
    if (back !== undefined) return { ...node, matrix: multiply(back, node.matrix) };
    const { parent: _, ...root } = node;
    return root;
  });
}
