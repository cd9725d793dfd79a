import type { Bound, OpenCascade } from './opencascade-types.ts';
import { colourTool, labelsOf, layerTool, nameOf, setName } from './xcaf-labels.ts';

const colourTypes = ({ XCAFDoc_ColorType: types }: OpenCascade): Bound[] => [
  types.XCAFDoc_ColorGen,
  types.XCAFDoc_ColorSurf,
  types.XCAFDoc_ColorCurv,
];

/** The name, colours and layers of one label for another. */
export function copyLook(oc: OpenCascade, document: Bound, from: Bound, to: Bound): void {
  copyName(oc, from, to);
  putOn(oc, document, to, lookOf(oc, document, from));
}

export function copyName(oc: OpenCascade, from: Bound, to: Bound): void {
  const name = nameOf(oc, from);
  if (name !== undefined) setName(oc, to, name);
}

/** The colours and layers of a label, free of its document. */
export interface Look {
  /** Pairs of an XCAFDoc_ColorType and a Quantity_ColorRGBA. */
  colours: [type: Bound, colour: Bound][];
  layers: string[];
}

export function lookOf(oc: OpenCascade, document: Bound, label: Bound): Look {
  const colours = colourTypes(oc).flatMap((type): Look['colours'] => {
    const colour = new oc.Quantity_ColorRGBA_1();
    return colourTool(oc, document).GetColor_5(label, type, colour) ? [[type, colour]] : [];
  });
  const layers = labelsOf(oc, (sequence) => layerTool(oc, document).GetLayers_2(label, sequence));
  return { colours, layers: layers.map((layer) => nameOf(oc, layer) ?? '') };
}

/** What is seen of two looks: a general colour hides every other, those of surfaces and of curves their like. */
export function over(oc: OpenCascade, nearer: Look, farther: Look): Look {
  const types = nearer.colours.map(([type]) => type);
  const hidesAll = types.includes(oc.XCAFDoc_ColorType.XCAFDoc_ColorGen);
  const seen = farther.colours.filter(([type]) => !hidesAll && !types.includes(type));
  return {
    colours: [...seen, ...nearer.colours],
    layers: [...new Set([...nearer.layers, ...farther.layers])],
  };
}

export function putOn(oc: OpenCascade, document: Bound, label: Bound, { colours, layers }: Look): void {
  for (const [type, colour] of colours) colourTool(oc, document).SetColor_3(label, colour, type);
  for (const layer of layers) {
    const name = new oc.TCollection_ExtendedString_2(layer, true);
    layerTool(oc, document).SetLayer_2(label, name, false);
  }
}

/** Colours and layers that no label has any more would be written, or counted as lost. */
export function forgetUnusedLooks(oc: OpenCascade, document: Bound): void {
  const colours = colourTool(oc, document);
  for (const colour of labelsOf(oc, (sequence) => colours.GetColors(sequence))) {
    const isUsed = colourTypes(oc).some((type) => {
      const users = new oc.Handle_TDF_Attribute_1();
      return colour.FindAttribute_1(oc.XCAFDoc.ColorRefGUID(type), users) && users.get().HasFirst();
    });
    if (!isUsed) colours.RemoveColor(colour);
  }
  const layers = layerTool(oc, document);
  for (const layer of labelsOf(oc, (sequence) => layers.GetLayerLabels(sequence))) {
    const users = labelsOf(oc, (sequence) => layers.GetShapesOfLayer(layer, sequence));
    if (users.length === 0) layers.RemoveLayer(layer);
  }
}
