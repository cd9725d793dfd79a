import type { EngineLimits } from '../../domain/engine-limits.ts';
import { tooDeepTree, tooManyParts } from '../mesh/limits.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { rootLabels, usedProduct, usesOf } from './xcaf-labels.ts';

/** Of what a product becomes where it is used. */
interface Extent {
  parts: number;
  levels: number;
}

/**
 * Before anything walks the tree use by use: a few assemblies of assemblies make as many parts as anybody likes.
 * Throws `input_limit_exceeded`.
 */
export function refuseBigProducts(oc: OpenCascade, document: Bound, limits: EngineLimits): void {
  const known = new Map<number, Extent>();
  const extentOf = (product: Bound, above: number): Extent => {
    const seen = known.get(product.Tag());
    if (above + (seen?.levels ?? 1) > limits.maxTreeDepth) throw tooDeepTree(limits);
    if (seen !== undefined) return seen;
    const extent = { parts: 1, levels: 1 };
    for (const use of oc.XCAFDoc_ShapeTool.IsAssembly(product) ? usesOf(oc, product) : []) {
      const below = extentOf(usedProduct(oc, use), above + 1);
      extent.parts += below.parts;
      extent.levels = Math.max(extent.levels, 1 + below.levels);
    }
    known.set(product.Tag(), extent);
    return extent;
  };
  let parts = 0;
  for (const root of rootLabels(oc, document)) parts += extentOf(root, 0).parts;
  if (parts > limits.maxParts) throw tooManyParts(parts, limits);
}
