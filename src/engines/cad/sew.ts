import { counting } from '../mesh/tools/shares.ts';
import { childrenOf, compoundOf } from './brep-products.ts';
import { boxOfEdges } from './cad-bounds.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { countOf, solidsOf } from './sew-group.ts';
import type { Sewn } from './sewn.ts';
import { labelsOf, productLabels, shapeTool } from './xcaf-labels.ts';

/** Millimetres, and a share of the diagonal of a group: gaps in files of ship parts are larger than in those of watches. */
const LEAST_TOLERANCE = 0.001;
const TOLERANCE_SHARE = 1e-5;

/**
 * Makes solids of the loose faces of a document, group by group, where it can be proven that they are some. A group is
 * what stands together in the file: the faces of one compound. Faces of two groups are never sewn together, because
 * touching parts of an assembly would become one. The same is in src/engines/native/host/sew.py.
 * @param tolerance millimetres; undefined: one that fits the size of each group; 0: nothing is sewn
 * @param onSewn hears which share of the faces has been looked at, 0–1
 */
export function sewFaces(
  oc: OpenCascade,
  document: Bound,
  tolerance: number | undefined,
  onSewn: (share: number) => void,
): Sewn {
  const sewn: Sewn = { solids: 0, openGroups: 0 };
  if (tolerance === 0) return sewn;
  const { TopAbs_FACE, TopAbs_SOLID } = oc.TopAbs_ShapeEnum;
  const parts = productLabels(oc, document).filter((label) => !oc.XCAFDoc_ShapeTool.IsAssembly(label));
  const facesOf = (label: Bound): number => countOf(oc, oc.XCAFDoc_ShapeTool.GetShape_2(label), TopAbs_FACE);
  const onFaces = counting(
    parts.reduce((sum, label) => sum + facesOf(label), 0),
    onSewn,
  );
  for (const label of parts) {
    const whole = oc.XCAFDoc_ShapeTool.GetShape_2(label);
    const isLoose = countOf(oc, whole, TopAbs_FACE) > 0 && countOf(oc, whole, TopAbs_SOLID) === 0;
    if (!isLoose) continue;
    const reshape = new oc.BRepTools_ReShape();
    for (const group of groupsOf(oc, whole)) {
      const faces = countOf(oc, group, TopAbs_FACE);
      const solids = solidsOf(oc, group, tolerance ?? usualTolerance(oc, group), reshape);
      onFaces(faces);
      sewn.solids += solids.length;
      if (solids.length === 0) {
        sewn.openGroups += 1;
        continue;
      }
      const others = childrenOf(oc, group).filter((child) => countOf(oc, child, TopAbs_FACE) === 0);
      const all = [...solids, ...others];
      reshape.Replace(group, all.length === 1 ? all[0] : compoundOf(oc, all));
    }
    replace(oc, document, label, reshape);
  }
  return sewn;
}

/** Compounds, or the shape itself, that have faces or shells of their own. */
function groupsOf(oc: OpenCascade, shape: Bound): Bound[] {
  const { TopAbs_COMPOUND, TopAbs_FACE, TopAbs_SHELL } = oc.TopAbs_ShapeEnum;
  const isKind = (one: Bound, kind: Bound): boolean => one.ShapeType().value === kind.value;
  if (!isKind(shape, TopAbs_COMPOUND)) return [shape];
  const children = childrenOf(oc, shape);
  const inner = children.filter((child) => isKind(child, TopAbs_COMPOUND));
  if (inner.length > 0) return inner.flatMap((child) => groupsOf(oc, child));
  return children.some((child) => isKind(child, TopAbs_FACE) || isKind(child, TopAbs_SHELL)) ? [shape] : [];
}

function usualTolerance(oc: OpenCascade, group: Bound): number {
  const box = boxOfEdges(oc, group);
  if (box === undefined) return LEAST_TOLERANCE;
  const [x0, y0, z0, x1, y1, z1] = box;
  return Math.max(LEAST_TOLERANCE, Math.hypot(x1 - x0, y1 - y0, z1 - z0) * TOLERANCE_SHARE);
}

/** The part and what has a name or colour of its own within it. */
function replace(oc: OpenCascade, document: Bound, label: Bound, reshape: Bound): void {
  const tool = shapeTool(oc, document);
  const within = labelsOf(oc, (sequence) => oc.XCAFDoc_ShapeTool.GetSubShapes(label, sequence));
  const shapes = within.map((each) => oc.XCAFDoc_ShapeTool.GetShape_2(each));
  const { TopAbs_SHAPE } = oc.TopAbs_ShapeEnum;
  tool.SetShape(label, reshape.Apply(oc.XCAFDoc_ShapeTool.GetShape_2(label), TopAbs_SHAPE));
  for (const [index, each] of within.entries()) {
    tool.SetShape(each, reshape.Apply(shapes[index], TopAbs_SHAPE));
  }
}
