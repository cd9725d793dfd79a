import { type InspectedPart, type Inspection, MOST_PARTS } from '../../domain/inspection.ts';
import { hexOfLinear } from '../mesh/tools/colour.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { colourTool, labelsOf, nameOf, rootLabels, usedProduct, usesOf } from './xcaf-labels.ts';

/** What a product shows of itself, wherever it is used. */
type Known = Omit<InspectedPart, 'children'>;

/** The products of a document as they are put together, each as often as it is used. */
export function cadTree(oc: OpenCascade, document: Bound): Pick<Inspection, 'tree' | 'partsOmitted'> {
  const known = new Map<number, Known>();
  let shown = 0;
  let partsOmitted = 0;
  const partsOf = (labels: readonly Bound[]): InspectedPart[] =>
    labels.flatMap((label) => {
      if (shown >= MOST_PARTS) {
        partsOmitted += 1;
        return [];
      }
      shown += 1;
      const product = usedProduct(oc, label);
      const isAssembly = oc.XCAFDoc_ShapeTool.IsAssembly(product);
      let part = known.get(product.Tag());
      if (part === undefined) known.set(product.Tag(), (part = describe(oc, document, product, isAssembly)));
      const own = coloursOf(oc, document, [label]);
      return [
        {
          ...part,
          colours: own.length > 0 ? own : part.colours,
          children: isAssembly ? partsOf(usesOf(oc, product)) : [],
        },
      ];
    });
  const tree = partsOf(rootLabels(oc, document));
  return { tree, partsOmitted };
}

function describe(oc: OpenCascade, document: Bound, product: Bound, isAssembly: boolean): Known {
  const name = nameOf(oc, product)?.trim();
  const pieces = labelsOf(oc, (sequence) => void oc.XCAFDoc_ShapeTool.GetSubShapes(product, sequence));
  return {
    ...(name ? { name } : {}),
    colours: coloursOf(oc, document, [product, ...pieces]),
    ...(isAssembly ? {} : countsOf(oc, oc.XCAFDoc_ShapeTool.GetShape_2(product))),
  };
}

function countsOf(oc: OpenCascade, shape: Bound): { solids: number; faces: number } {
  const { TopAbs_FACE, TopAbs_SOLID, TopAbs_SHAPE } = oc.TopAbs_ShapeEnum;
  const count = (kind: Bound): number => {
    let found = 0;
    const each = new oc.TopExp_Explorer_2(shape, kind, TopAbs_SHAPE);
    for (; each.More(); each.Next()) found += 1;
    return found;
  };
  return { solids: count(TopAbs_SOLID), faces: count(TopAbs_FACE) };
}

/** Of surfaces, as #rrggbb. */
function coloursOf(oc: OpenCascade, document: Bound, labels: readonly Bound[]): string[] {
  const { XCAFDoc_ColorGen, XCAFDoc_ColorSurf } = oc.XCAFDoc_ColorType;
  const colours = new Set<string>();
  for (const label of labels) {
    for (const type of [XCAFDoc_ColorSurf, XCAFDoc_ColorGen]) {
      const found = new oc.TDF_Label();
      if (!oc.XCAFDoc_ColorTool.GetColor_3(label, type, found)) continue;
      const colour = new oc.Quantity_Color_1();
      if (colourTool(oc, document).GetColor_1(found, colour)) {
        colours.add(hexOfLinear([colour.Red(), colour.Green(), colour.Blue(), 1]));
      }
      break;
    }
  }
  return [...colours];
}
