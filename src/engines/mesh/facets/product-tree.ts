import type { MeshModel, MeshNode } from '../model.ts';
import { partName } from '../part-names.ts';

/** One PRODUCT: a part with geometry, or an assembly of others. */
export interface Product {
  name: string;
  /** Index of the node whose mesh it is; absent for an assembly. */
  node?: number;
  children: Product[];
}

/**
 * The node tree as products: nodes without geometry below them are left out, and a node with both a mesh and children
 * becomes an assembly whose first part has its name.
 * @param isPart whether a node has triangles
 */
export function productTree(model: MeshModel, modelName: string, isPart: (node: number) => boolean): Product {
  const products = model.nodes.map((node, index): Product => {
    const name = nameOf(model, node);
    return isPart(index) ? { name, node: index, children: [] } : { name, children: [] };
  });
  const roots: Product[] = [];
  const parents = model.nodes.map(({ parent }) => parent);
  // A parent stands before its children, so backwards every child is complete before it is handed to its parent.
  for (let index = products.length - 1; index >= 0; index--) {
    const product = products[index]!;
    product.children.reverse(); // they came last to first
    if (product.node !== undefined && product.children.length > 0) {
      product.children.unshift({ name: product.name, node: product.node, children: [] });
      delete product.node;
    }
    if (product.node === undefined && product.children.length === 0) continue;
    const parent = parents[index];
    (parent === undefined ? roots : products[parent]!.children).push(product);
  }
  roots.reverse();
  const [only] = roots;
  const root = roots.length === 1 && only ? only : { name: '', children: roots };
  nameTheNameless(root, modelName);
  return root;
}

/** Products with their parents before them, the root first. */
export function listProducts(root: Product): { product: Product; parent?: Product }[] {
  const listed: { product: Product; parent?: Product }[] = [{ product: root }];
  for (let at = 0; at < listed.length; at++) {
    const parent = listed[at]!.product;
    for (const product of parent.children) listed.push({ product, parent });
  }
  return listed;
}

const nameOf = ({ meshes }: MeshModel, { name, mesh }: MeshNode): string =>
  partName(name ?? '') || (mesh === undefined ? '' : partName(meshes[mesh]!.name ?? ''));

/** The first gets the name of the model, the others that with a number. */
function nameTheNameless(root: Product, modelName: string): void {
  const stem = partName(modelName) || 'part';
  let count = root.name === stem ? 1 : 0;
  for (const { product } of listProducts(root)) {
    if (product.name === '') product.name = ++count === 1 ? stem : `${stem}_${count}`;
  }
}
