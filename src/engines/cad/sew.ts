import { counting } from '../mesh/tools/shares.ts';
import { childrenOf, compoundOf } from './brep-products.ts';
import { boxOfEdges } from './cad-bounds.ts';
import { type Body, joinCavities } from './cavities.ts';
import { closeSeams } from './close-seams.ts';
import { countOf } from './explore-shape.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { bodiesOf } from './sew-group.ts';
import type { Sewn } from './sewn.ts';
import { partLabels, replacePart } from './xcaf-labels.ts';

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
  const sewn: Sewn = { solids: 0, cavities: 0, openGroups: 0 };
  const { TopAbs_FACE, TopAbs_SOLID } = oc.TopAbs_ShapeEnum;
  const parts = partLabels(oc, document);
  const facesOf = (label: Bound): number => countOf(oc, oc.XCAFDoc_ShapeTool.GetShape_2(label), TopAbs_FACE);
  const onFaces = counting(
    parts.reduce((sum, label) => sum + facesOf(label), 0),
    onSewn,
  );
  for (const label of parts) {
    const whole = oc.XCAFDoc_ShapeTool.GetShape_2(label);
    const seams = new oc.BRepTools_ReShape();
    if (closeSeams(oc, whole, seams)) replacePart(oc, document, label, changeBy(oc, seams));
    const isLoose = countOf(oc, whole, TopAbs_FACE) > 0 && countOf(oc, whole, TopAbs_SOLID) === 0;
    if (isLoose && tolerance !== 0) sewPart(oc, document, label, tolerance, sewn, onFaces);
  }
  return sewn;
}

function sewPart(
  oc: OpenCascade,
  document: Bound,
  label: Bound,
  tolerance: number | undefined,
  sewn: Sewn,
  onFaces: (count: number) => void,
): void {
  const { TopAbs_FACE } = oc.TopAbs_ShapeEnum;
  const [faces, groups] = [new oc.BRepTools_ReShape(), new oc.BRepTools_ReShape()];
  const found: Body[] = [];
  const closed: Bound[] = [];
  let hasOpenFaces = false;
  for (const group of groupsOf(oc, oc.XCAFDoc_ShapeTool.GetShape_2(label))) {
    const isFace = isKind(group, TopAbs_FACE);
    const within = isFace ? LEAST_TOLERANCE : (tolerance ?? usualTolerance(oc, group));
    const bodies = bodiesOf(oc, group, within, faces);
    onFaces(countOf(oc, group, TopAbs_FACE));
    found.push(...bodies);
    if (bodies.length > 0) closed.push(group);
    else if (isFace) hasOpenFaces = true;
    else sewn.openGroups += 1;
  }
  if (hasOpenFaces) sewn.openGroups += 1;
  const bodies = joinCavities(oc, found);
  sewn.solids += bodies.length;
  sewn.cavities += bodies.reduce((sum, { cavities }) => sum + cavities, 0);
  for (const group of closed) {
    const solids = bodies.filter((body) => body.group === group).map(({ solid }) => solid);
    const others = childrenOf(oc, group).filter((child) => countOf(oc, child, TopAbs_FACE) === 0);
    const all = isKind(group, TopAbs_FACE) ? solids : [...solids, ...others];
    if (all.length === 0) groups.Remove(group);
    else groups.Replace(group, all.length === 1 ? all[0] : compoundOf(oc, all));
  }
  const [changeGroups, changeFaces] = [changeBy(oc, groups), changeBy(oc, faces)];
  replacePart(oc, document, label, changeGroups, (shape) => {
    const changed = changeGroups(shape);
    // A group that is a cavity now is nowhere, but its faces are.
    return changed.IsNull() || changed.IsSame(shape) ? changeFaces(shape) : changed;
  });
}

const changeBy =
  (oc: OpenCascade, reshape: Bound) =>
  (shape: Bound): Bound =>
    reshape.Apply(shape, oc.TopAbs_ShapeEnum.TopAbs_SHAPE);

const isKind = (one: Bound, kind: Bound): boolean => one.ShapeType().value === kind.value;

/**
 * Compounds, or the shape itself, that have faces or shells of their own. Beside compounds each of these is one, as a
 * whole sphere is that bounds a body beside such of many faces.
 */
function groupsOf(oc: OpenCascade, shape: Bound): Bound[] {
  const { TopAbs_COMPOUND, TopAbs_FACE, TopAbs_SHELL } = oc.TopAbs_ShapeEnum;
  if (!isKind(shape, TopAbs_COMPOUND)) return [shape];
  const children = childrenOf(oc, shape);
  const own = children.filter((child) => isKind(child, TopAbs_FACE) || isKind(child, TopAbs_SHELL));
  const inner = children.filter((child) => isKind(child, TopAbs_COMPOUND));
  if (inner.length > 0) return [...inner.flatMap((child) => groupsOf(oc, child)), ...own];
  return own.length > 0 ? [shape] : [];
}

function usualTolerance(oc: OpenCascade, group: Bound): number {
  const box = boxOfEdges(oc, group);
  if (box === undefined) return LEAST_TOLERANCE;
  const [x0, y0, z0, x1, y1, z1] = box;
  return Math.max(LEAST_TOLERANCE, Math.hypot(x1 - x0, y1 - y0, z1 - z0) * TOLERANCE_SHARE);
}
