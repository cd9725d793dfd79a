import type { Bound, OpenCascade } from './opencascade-types.ts';

/** The tree of products of an XCAF document (OCCT's TDF labels) as this program walks it. */
export const shapeTool = (oc: OpenCascade, document: Bound): Bound =>
  oc.XCAFDoc_DocumentTool.ShapeTool(document.get().Main()).get();

export const colourTool = (oc: OpenCascade, document: Bound): Bound =>
  oc.XCAFDoc_DocumentTool.ColorTool(document.get().Main()).get();

export const layerTool = (oc: OpenCascade, document: Bound): Bound =>
  oc.XCAFDoc_DocumentTool.LayerTool(document.get().Main()).get();

export function newDocument(oc: OpenCascade): Bound {
  const format = new oc.TCollection_ExtendedString_2('BinXCAF', false);
  return new oc.Handle_TDocStd_Document_2(new oc.TDocStd_Document(format));
}

/** @param fill puts labels into a TDF_LabelSequence */
export function labelsOf(oc: OpenCascade, fill: (sequence: Bound) => void): Bound[] {
  const sequence = new oc.TDF_LabelSequence_1();
  fill(sequence);
  return Array.from({ length: sequence.Length() }, (_, index) => sequence.Value(index + 1));
}

export const rootLabels = (oc: OpenCascade, document: Bound): Bound[] =>
  labelsOf(oc, (sequence) => shapeTool(oc, document).GetFreeShapes(sequence));

/** Every product, once: parts and assemblies, not their uses. */
export const productLabels = (oc: OpenCascade, document: Bound): Bound[] =>
  labelsOf(oc, (sequence) => shapeTool(oc, document).GetShapes(sequence));

/** Products that hold no others, and are none in another place: so is read what alone is in an IGES file and placed. */
export const partLabels = (oc: OpenCascade, document: Bound): Bound[] =>
  productLabels(oc, document).filter((label) => oc.XCAFDoc_ShapeTool.IsSimpleShape(label));

/** What an assembly is made of: one label for each use of a product. */
export const usesOf = (oc: OpenCascade, assembly: Bound): Bound[] =>
  labelsOf(oc, (sequence) => oc.XCAFDoc_ShapeTool.GetComponents(assembly, sequence, false));

export function usedProduct(oc: OpenCascade, use: Bound): Bound {
  const product = new oc.TDF_Label();
  return oc.XCAFDoc_ShapeTool.GetReferredShape(use, product) ? product : use;
}

export function nameOf(oc: OpenCascade, label: Bound): string | undefined {
  const attribute = new oc.Handle_TDF_Attribute_1();
  if (!label.FindAttribute_1(oc.TDataStd_Name.GetID(), attribute)) return undefined;
  const utf8 = new oc.TCollection_AsciiString_13(attribute.get().Get(), 0);
  return Buffer.from(utf8.ToCString(), 'latin1').toString('utf8'); // the binding hands out one character per byte
}

export function setName(oc: OpenCascade, label: Bound, name: string): void {
  oc.TDataStd_Name.Set_1(label, new oc.TCollection_ExtendedString_2(name, true));
}

/**
 * Products without a name get that of the model, numbered where there are several; uses without a name get that of
 * their product. OCCT's IGES writer crashes on a use that has none.
 */
export function nameNameless(oc: OpenCascade, document: Bound, modelName: string): void {
  const products = productLabels(oc, document);
  const nameless = products.filter((label) => !nameOf(oc, label)?.trim());
  for (const [index, label] of nameless.entries()) {
    setName(oc, label, index === 0 ? modelName : `${modelName}-${index}`);
  }
  for (const assembly of products.filter((label) => oc.XCAFDoc_ShapeTool.IsAssembly(label))) {
    for (const use of usesOf(oc, assembly)) {
      if (!nameOf(oc, use)?.trim()) setName(oc, use, nameOf(oc, usedProduct(oc, use)) ?? modelName);
    }
  }
}

/**
 * Changes the shape of a part, and of what has a name or colour of its own within it.
 * @param changeWithin where that changes in another way
 */
export function replacePart(
  oc: OpenCascade,
  document: Bound,
  label: Bound,
  change: (shape: Bound) => Bound,
  changeWithin = change,
): void {
  const tool = shapeTool(oc, document);
  const within = labelsOf(oc, (sequence) => oc.XCAFDoc_ShapeTool.GetSubShapes(label, sequence));
  const shapes = within.map((each) => oc.XCAFDoc_ShapeTool.GetShape_2(each));
  tool.SetShape(label, change(oc.XCAFDoc_ShapeTool.GetShape_2(label)));
  for (const [index, each] of within.entries()) tool.SetShape(each, changeWithin(shapes[index]));
}

/** All that the document shows, in place, as one shape. */
export function wholeShape(oc: OpenCascade, document: Bound): Bound {
  const shapes = rootLabels(oc, document).map((label) => oc.XCAFDoc_ShapeTool.GetShape_2(label));
  if (shapes.length === 1) return shapes[0];
  const compound = new oc.TopoDS_Compound();
  const builder = new oc.BRep_Builder();
  builder.MakeCompound(compound);
  for (const shape of shapes) builder.Add(compound, shape);
  return compound;
}
