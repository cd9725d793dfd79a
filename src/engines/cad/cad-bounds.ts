import type { Measures } from '../../domain/report.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';

/** x, y, z of both corners. */
export type Box = [number, number, number, number, number, number];

/**
 * The tight bounding box. OCCT's exact one takes seconds where there are B-splines, and its quick one looks at edges
 * only; so the edges give a box, and only faces that may bulge out of it are looked at exactly.
 */
export function shapeBounds(
  oc: OpenCascade,
  shape: Bound,
  onFace: () => void,
): NonNullable<Measures['bounds']> {
  const { TopAbs_FACE, TopAbs_SHAPE } = oc.TopAbs_ShapeEnum;
  let bounds = boxOfEdges(oc, shape);
  for (const each = new oc.TopExp_Explorer_2(shape, TopAbs_FACE, TopAbs_SHAPE); each.More(); each.Next()) {
    const face = each.Current();
    onFace();
    const loose = looseBox(oc, face);
    if (loose === undefined || (bounds !== undefined && contains(bounds, loose))) continue;
    const exact = boxOf(oc, (box) => oc.BRepBndLib.AddOptimal(face, box, false, false));
    if (exact !== undefined) bounds = bounds === undefined ? exact : union(bounds, exact);
  }
  const [x0, y0, z0, x1, y1, z1] = bounds ?? [0, 0, 0, 0, 0, 0];
  return { min: [x0, y0, z0], max: [x1, y1, z1] };
}

/** Quick and tight, but a surface may bulge out of it. */
export const boxOfEdges = (oc: OpenCascade, shape: Bound): Box | undefined =>
  boxOf(oc, (box) => oc.BRepBndLib.AddClose(shape, box));

/** Quick, and never too small. */
export const looseBox = (oc: OpenCascade, shape: Bound): Box | undefined =>
  boxOf(oc, (box) => oc.BRepBndLib.Add(shape, box, false));

function boxOf(oc: OpenCascade, fill: (box: Bound) => void): Box | undefined {
  const box = new oc.Bnd_Box_1();
  fill(box);
  if (box.IsVoid()) return undefined;
  box.SetGap(0); // or the tolerance of the shape is added on every side
  const low = box.CornerMin();
  const high = box.CornerMax();
  const corners: Box = [low.X(), low.Y(), low.Z(), high.X(), high.Y(), high.Z()];
  for (const bound of [low, high, box]) bound.delete();
  return corners;
}

/** With the tolerance that OCCT's loose boxes have at planes. */
function contains(outer: Box, inner: Box): boolean {
  const slack = 1e-6 * Math.max(outer[3] - outer[0], outer[4] - outer[1], outer[5] - outer[2]);
  return [0, 1, 2].every(
    (axis) => inner[axis]! >= outer[axis]! - slack && inner[axis + 3]! <= outer[axis + 3]! + slack,
  );
}

const union = (a: Box, b: Box): Box =>
  a.map((value, index) => (index < 3 ? Math.min(value, b[index]!) : Math.max(value, b[index]!))) as Box;
