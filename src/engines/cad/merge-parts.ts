import { compoundOf } from './brep-products.ts';
import { explore } from './explore-shape.ts';
import { type Look, lookOf, putOn } from './looks.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { lookThere, placedParts, placedShapes } from './part-documents.ts';
import { newDocument, setName, shapeTool } from './xcaf-labels.ts';

/**
 * A document of one part, which has the bodies of all others where they are placed, in their colours. The same is in
 * src/engines/native/host/merge_parts.py.
 */
export function mergeParts(oc: OpenCascade, document: Bound, name: string): Bound {
  const merged = newDocument(oc);
  const tool = shapeTool(oc, merged);
  const parts = placedParts(oc, document).map((part) => ({ ...part, ...placedShapes(oc, part) }));
  const all = compoundOf(
    oc,
    parts.map(({ whole }) => whole),
  );
  const label = tool.AddShape(all, false, false);
  setName(oc, label, name);
  const dress = (shape: Bound, look: Look): void => {
    if (look.colours.length + look.layers.length === 0) return;
    const piece = tool.AddSubShape_1(label, shape);
    if (!piece.IsNull()) putOn(oc, merged, piece, look);
  };
  for (const { whole, within, ...part } of parts) {
    const look = lookThere(oc, document, part);
    for (const body of bodiesOf(oc, whole)) dress(body, look);
    for (const each of within) dress(each.shape, lookOf(oc, document, each.label));
  }
  return merged;
}

/** STEP and IGES have no colours for compounds. */
function bodiesOf(oc: OpenCascade, shape: Bound): Bound[] {
  const { TopAbs_SOLID, TopAbs_FACE } = oc.TopAbs_ShapeEnum;
  return [...explore(oc, shape, TopAbs_SOLID), ...explore(oc, shape, TopAbs_FACE, TopAbs_SOLID)];
}
