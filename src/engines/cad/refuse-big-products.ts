import type { EngineLimits } from '../../domain/engine-limits.ts';
import { tooDeepTree, tooManyParts } from '../mesh/limits.ts';
import { extentOf } from '../mesh/tools/reference-extent.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { rootLabels, usedProduct, usesOf } from './xcaf-labels.ts';

/**
 * Before anything walks the tree use by use: a few assemblies of assemblies make as many parts as anybody likes.
 * Throws `input_limit_exceeded`.
 */
export function refuseBigProducts(oc: OpenCascade, document: Bound, limits: EngineLimits): void {
  const products = new Map<number, Bound>();
  /** A product is known by its tag: each look at it is another object. */
  const tagOf = (product: Bound): number => {
    products.set(product.Tag(), product);
    return product.Tag();
  };
  const tagsIn = (tag: number): number[] => {
    const product = products.get(tag);
    const uses = oc.XCAFDoc_ShapeTool.IsAssembly(product) ? usesOf(oc, product) : [];
    return uses.map((use) => tagOf(usedProduct(oc, use)));
  };
  const tree = extentOf(rootLabels(oc, document).map(tagOf), tagsIn);
  if (tree === undefined || tree.depth > limits.maxTreeDepth) throw tooDeepTree(limits);
  if (tree.copies > limits.maxParts) throw tooManyParts(tree.copies, limits);
}
