import { carryLook } from './looks.ts';
import { type CadMeasures, measureCad } from './measure-cad.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import {
  labelsOf,
  nameOf,
  newDocument,
  rootLabels,
  setName,
  shapeTool,
  usedProduct,
  usesOf,
} from './xcaf-labels.ts';

/** One use of a part. */
export interface PlacedPart {
  product: Bound;
  /** What uses it; absent where it stands by itself. */
  use?: Bound;
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
      walk({ product: usedProduct(oc, use), use, place });
    }
  };
  for (const product of rootLabels(oc, document)) walk({ product, place: new oc.TopLoc_Location_1() });
  return found;
}

export interface PartDocument {
  document: Bound;
  name: string | undefined;
  measured: CadMeasures;
}

/** A document of one part alone, where it is placed, with its name, colours and layers; undefined where it has no face. */
export function partDocument(
  oc: OpenCascade,
  document: Bound,
  { product, use, place }: PlacedPart,
): PartDocument | undefined {
  const part = newDocument(oc);
  const whole = oc.XCAFDoc_ShapeTool.GetShape_2(product);
  // A shape that has a place becomes an assembly of one part in XCAF.
  const placed = new oc.BRepBuilderAPI_Transform_2(whole, place.Transformation(), true);
  const tool = shapeTool(oc, part);
  const label = tool.AddShape(placed.ModifiedShape(whole), false, false);
  const dress = (from: Bound, to: Bound): void => {
    const name = nameOf(oc, from);
    if (name !== undefined) setName(oc, to, name);
    carryLook(oc, document, from, part, to);
  };
  dress(product, label);
  if (use !== undefined) carryLook(oc, document, use, part, label); // its colours count more
  for (const within of labelsOf(oc, (sequence) => oc.XCAFDoc_ShapeTool.GetSubShapes(product, sequence))) {
    const piece = tool.AddSubShape_1(label, placed.ModifiedShape(oc.XCAFDoc_ShapeTool.GetShape_2(within)));
    if (!piece.IsNull()) dress(within, piece);
  }
  const measured = measureCad(oc, part);
  return measured && { document: part, name: nameOf(oc, label)?.trim(), measured };
}
