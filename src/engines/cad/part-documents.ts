import { lookOfUse } from './inner-looks.ts';
import { copyName, type Look, lookOf, over, putOn } from './looks.ts';
import { type CadMeasures, measureCad } from './measure-cad.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { labelsOf, nameOf, newDocument, rootLabels, shapeTool, usedProduct, usesOf } from './xcaf-labels.ts';

/** One use of a part. */
export interface PlacedPart {
  product: Bound;
  /** What holds it: its use, what that is a use in, and so on to the root; none where it stands by itself. */
  above: readonly Bound[];
  /** A TopLoc_Location: where the assemblies above it put it. */
  place: Bound;
}

/** All uses of all parts, from the first to the last. The same is in src/engines/native/host/part_documents.py. */
export function placedParts(oc: OpenCascade, document: Bound): PlacedPart[] {
  const found: PlacedPart[] = [];
  const walk = (part: PlacedPart): void => {
    if (!oc.XCAFDoc_ShapeTool.IsAssembly(part.product)) {
      found.push(part);
      return;
    }
    for (const use of usesOf(oc, part.product)) {
      const place = part.place.Multiplied(oc.XCAFDoc_ShapeTool.GetLocation(use));
      walk({ product: usedProduct(oc, use), above: [use, part.product, ...part.above], place });
    }
  };
  for (const product of rootLabels(oc, document)) {
    walk({ product, above: [], place: new oc.TopLoc_Location_1() });
  }
  return found;
}

/**
 * How a part looks in its place, as OCCT's viewers show it: the nearest look counts most. That is its use, then itself, then
 * the use of the assembly that it is in, then that assembly, and so on.
 */
export function lookThere(oc: OpenCascade, document: Bound, { product, above }: PlacedPart): Look {
  const uses = above.filter((_, index) => index % 2 === 0).reverse();
  const root = above.at(-1) ?? product;
  return uses.reduce(
    (farther, use, index) => {
      const itself = over(oc, lookOf(oc, document, usedProduct(oc, use)), farther);
      return over(oc, lookOfUse(oc, document, uses.slice(0, index + 1)), itself);
    },
    lookOf(oc, document, root),
  );
}

/** The shapes of a part where it is placed: of all of it, and of what has a name or look of its own within it. */
export function placedShapes(
  oc: OpenCascade,
  { product, place }: PlacedPart,
): { whole: Bound; within: { label: Bound; shape: Bound }[] } {
  const whole = oc.XCAFDoc_ShapeTool.GetShape_2(product);
  // In new geometry: a shape that has a place becomes an assembly of one part in XCAF.
  const placed = new oc.BRepBuilderAPI_Transform_2(whole, place.Transformation(), true);
  const labels = labelsOf(oc, (sequence) => oc.XCAFDoc_ShapeTool.GetSubShapes(product, sequence));
  return {
    whole: placed.ModifiedShape(whole),
    within: labels.map((label) => ({
      label,
      shape: placed.ModifiedShape(oc.XCAFDoc_ShapeTool.GetShape_2(label)),
    })),
  };
}

export interface PartDocument {
  document: Bound;
  name: string | undefined;
  measured: CadMeasures;
}

/** A document of one part alone, where it is placed, with its name, colours and layers; undefined where it has no face. */
export function partDocument(oc: OpenCascade, document: Bound, part: PlacedPart): PartDocument | undefined {
  const alone = newDocument(oc);
  const label = addPart(oc, document, part, alone);
  const measured = measureCad(oc, alone);
  return measured && { document: alone, name: nameOf(oc, label)?.trim(), measured };
}

/** A document of all parts where they are placed, each by itself, without assemblies. */
export function separateParts(oc: OpenCascade, document: Bound): Bound {
  const separate = newDocument(oc);
  for (const part of placedParts(oc, document)) addPart(oc, document, part, separate);
  return separate;
}

function addPart(oc: OpenCascade, document: Bound, part: PlacedPart, other: Bound): Bound {
  const { whole, within } = placedShapes(oc, part);
  const tool = shapeTool(oc, other);
  const label = tool.AddShape(whole, false, false);
  copyName(oc, part.product, label);
  putOn(oc, other, label, lookThere(oc, document, part));
  for (const each of within) {
    const piece = tool.AddSubShape_1(label, each.shape);
    if (piece.IsNull()) continue;
    copyName(oc, each.label, piece);
    putOn(oc, other, piece, lookOf(oc, document, each.label));
  }
  return label;
}
