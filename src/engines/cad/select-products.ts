import { nameMatcher, nothingSelected } from '../mesh/edits/select-names.ts';
import { copyLook, forgetUnusedLooks } from './looks.ts';
import { type CadMeasures, measureCad } from './measure-cad.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { nameOf, rootLabels, shapeTool, usedProduct, usesOf } from './xcaf-labels.ts';

/**
 * Keeps the products with one of these names, what is below them, and the assemblies above them without their other
 * parts. Where a product has no name, that of its use counts. The same is in src/engines/native/host/select_products.py.
 * @param names in which `*` stands for any text
 * @returns what is left. Throws `selection_empty` where nothing that is kept has a face.
 */
export function selectProducts(oc: OpenCascade, document: Bound, names: readonly string[]): CadMeasures {
  const known = new Set<string>();
  const chosen = chooser(oc, names, known);
  const kept = new Set<number>();
  for (const root of rootLabels(oc, document)) {
    if (chosen.isChosen(root)) chosen.markWhole(root);
    else if (chosen.holdsChosen(root)) chosen.markWithin(root);
    else continue;
    kept.add(root.Tag());
  }
  const selected = kept.size === 0 ? undefined : cutAndMeasure(oc, document, chosen, kept);
  if (selected === undefined) throw nothingSelected(names, [...known], 'faces');
  return selected;
}

function cutAndMeasure(oc: OpenCascade, document: Bound, chosen: Chooser, roots: ReadonlySet<number>) {
  const cut = cutter(oc, document, chosen);
  for (const root of rootLabels(oc, document)) {
    if (roots.has(root.Tag()) && !chosen.whole.has(root.Tag())) cut(root);
  }
  removeOthers(oc, document, roots);
  forgetUnusedLooks(oc, document);
  shapeTool(oc, document).UpdateAssemblies();
  return measureCad(oc, document);
}

interface Chooser {
  isChosen(product: Bound, use?: Bound): boolean;
  /** Whether anything below this product is chosen. */
  holdsChosen(product: Bound): boolean;
  markWhole(product: Bound): void;
  /** Marks what is chosen below it. */
  markWithin(product: Bound): void;
  /** Tags of the products that are needed with all that they have. */
  readonly whole: ReadonlySet<number>;
}

/** @param known gets the names that were looked at */
function chooser(oc: OpenCascade, names: readonly string[], known: Set<string>): Chooser {
  const isNamed = nameMatcher(names);
  const holding = new Map<number, boolean>();
  const whole = new Set<number>();
  const seen = new Set<number>();
  const nameIn = (label: Bound): string => nameOf(oc, label)?.trim() ?? '';

  const isChosen = (product: Bound, use?: Bound): boolean => {
    const name = nameIn(product) || (use === undefined ? '' : nameIn(use));
    if (name === '') return false;
    known.add(name);
    return isNamed(name);
  };
  const holdsChosen = (product: Bound): boolean => {
    const found =
      holding.get(product.Tag()) ??
      usesOf(oc, product).some((use) => {
        const child = usedProduct(oc, use);
        return isChosen(child, use) || holdsChosen(child);
      });
    holding.set(product.Tag(), found);
    return found;
  };
  const markWhole = (product: Bound): void => {
    if (whole.has(product.Tag())) return;
    whole.add(product.Tag());
    for (const use of usesOf(oc, product)) markWhole(usedProduct(oc, use));
  };
  const markWithin = (product: Bound): void => {
    if (seen.has(product.Tag())) return;
    seen.add(product.Tag());
    for (const use of usesOf(oc, product)) {
      const child = usedProduct(oc, use);
      if (isChosen(child, use)) markWhole(child);
      else markWithin(child);
    }
  };
  return { isChosen, holdsChosen, markWhole, markWithin, whole };
}

/** Takes out of an assembly what is not chosen, in a copy where it is needed whole elsewhere; returns what is left. */
function cutter(oc: OpenCascade, document: Bound, chosen: Chooser): (assembly: Bound) => Bound {
  const tool = shapeTool(oc, document);
  const done = new Map<number, Bound>();
  const addUse = (assembly: Bound, product: Bound, like: Bound): void => {
    const location = oc.XCAFDoc_ShapeTool.GetLocation(like);
    copyLook(oc, document, like, tool.AddComponent_1(assembly, product, location));
  };
  const copyOf = (assembly: Bound): Bound => {
    const copy = tool.NewShape();
    copyLook(oc, document, assembly, copy);
    for (const use of usesOf(oc, assembly)) addUse(copy, usedProduct(oc, use), use);
    return copy;
  };
  const cut = (assembly: Bound): Bound => {
    const before = done.get(assembly.Tag());
    if (before !== undefined) return before;
    const left = chosen.whole.has(assembly.Tag()) ? copyOf(assembly) : assembly;
    done.set(assembly.Tag(), left);
    for (const use of usesOf(oc, left)) {
      const child = usedProduct(oc, use);
      if (chosen.isChosen(child, use)) continue;
      if (chosen.holdsChosen(child)) {
        const rest = cut(child);
        if (rest.Tag() === child.Tag()) continue;
        addUse(left, rest, use);
      }
      tool.RemoveComponent(use);
    }
    return left;
  };
  return cut;
}

/** A product that nothing uses any more becomes a root. */
function removeOthers(oc: OpenCascade, document: Bound, kept: ReadonlySet<number>): void {
  for (;;) {
    const others = rootLabels(oc, document).filter((root) => !kept.has(root.Tag()));
    if (others.length === 0) return;
    for (const root of others) {
      if (!shapeTool(oc, document).RemoveShape(root, true))
        throw new Error('OCCT does not let go of a product');
    }
  }
}
