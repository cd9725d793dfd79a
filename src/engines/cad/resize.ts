import { counting, untold } from '../mesh/tools/shares.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { partLabels, productLabels, replacePart, rootLabels, shapeTool, usesOf } from './xcaf-labels.ts';

/**
 * Makes the whole of a document so many times as large, about the origin. Surfaces stay what they are: a cylinder is one
 * of another radius. The same is in src/engines/native/host/resize.py.
 */
export function resize(
  oc: OpenCascade,
  document: Bound,
  factor: number,
  onResized: (share: number) => void = untold,
): void {
  if (factor === 1) return;
  const scaling = new oc.gp_Trsf_1();
  scaling.SetScale(new oc.gp_Pnt_3(0, 0, 0), factor);
  const parts = partLabels(oc, document);
  const onPart = counting(parts.length, onResized);
  for (const label of parts) {
    const shape = oc.XCAFDoc_ShapeTool.GetShape_2(label);
    const scaled = new oc.BRepBuilderAPI_Transform_2(shape, scaling, true);
    replacePart(oc, document, label, (each) => scaled.ModifiedShape(each));
    scaled.delete();
    onPart();
  }
  for (const assembly of productLabels(oc, document)) {
    for (const use of usesOf(oc, assembly)) moveApart(oc, use, factor);
  }
  for (const root of rootLabels(oc, document)) {
    if (oc.XCAFDoc_ShapeTool.IsReference(root)) moveApart(oc, root, factor);
  }
  shapeTool(oc, document).UpdateAssemblies();
}

function moveApart(oc: OpenCascade, use: Bound, factor: number): void {
  const placing = oc.XCAFDoc_ShapeTool.GetLocation(use).Transformation();
  const moved = new oc.gp_Vec_3(placing.TranslationPart()).Multiplied(factor);
  placing.SetTranslationPart(moved);
  oc.XCAFDoc_Location.Set_1(use, new oc.TopLoc_Location_2(placing));
}
