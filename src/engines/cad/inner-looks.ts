import { type Look, lookOf, over } from './looks.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { labelsOf, usedProduct } from './xcaf-labels.ts';

/**
 * Of a use, also where it looks so only within certain uses of the assemblies above it, which is STEP's
 * specified_higher_usage_occurrence: what is said of it further out counts more. The same is in
 * src/engines/native/host/inner_looks.py.
 * @param uses each in the product of the one before; the last one is meant
 */
export function lookOfUse(oc: OpenCascade, document: Bound, uses: readonly Bound[]): Look {
  const inner = uses.slice(0, -1).flatMap((outer, index) => {
    const path = pathOf(uses.slice(index + 1));
    return occurrencesAt(oc, outer).filter((occurrence) => pathOf(usesBelow(oc, occurrence)) === path);
  });
  return [...inner, uses.at(-1)]
    .map((label) => lookOf(oc, document, label))
    .reduceRight((farther, nearer) => over(oc, nearer, farther));
}

const pathOf = (uses: readonly Bound[]): string =>
  uses.map((use) => `${use.Father().Tag()}:${use.Tag()}`).join('/');

function occurrencesAt(oc: OpenCascade, use: Bound): Bound[] {
  const found: Bound[] = [];
  for (const each = new oc.TDF_ChildIterator_2(use, false); each.More(); each.Next())
    found.push(each.Value());
  return found;
}

/** None where they lead nowhere, as in a broken file; OCCT knows one next use of each. */
function usesBelow(oc: OpenCascade, occurrence: Bound): Bound[] {
  const uses: Bound[] = [];
  let here = occurrence;
  for (;;) {
    const [below] = labelsOf(oc, (sequence) => oc.XCAFDoc_ShapeTool.GetSHUONextUsage(here, sequence));
    if (below === undefined) return uses;
    const use = below.Father();
    if (use.Father().Tag() !== usedProduct(oc, here.Father()).Tag()) return [];
    uses.push(use);
    here = below;
  }
}
