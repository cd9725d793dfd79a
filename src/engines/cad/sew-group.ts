import { type Box, boxOfEdges } from './cad-bounds.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { noProgress } from './read-cad.ts';

const AREA_TOLERANCE = 1e-4;
const BOX_SLACK = 1e-9;

/**
 * The solids that all faces of a group make; none where one face is left over or anything is in doubt.
 * @param reshape learns what each face became
 */
export function solidsOf(oc: OpenCascade, group: Bound, tolerance: number, reshape: Bound): Bound[] {
  const { TopAbs_FACE, TopAbs_SHELL } = oc.TopAbs_ShapeEnum;
  const faces = [...explore(oc, group, TopAbs_FACE)];
  const sewing = new oc.BRepBuilderAPI_Sewing(tolerance, true, true, true, false);
  for (const face of faces) sewing.Add(face);
  sewing.Perform(noProgress(oc));
  const result = sewing.SewedShape();
  if (result.IsNull() || sewing.NbFreeEdges() > 0 || sewing.NbMultipleEdges() > 0) return [];
  const shells = [...explore(oc, result, TopAbs_SHELL)];
  const sewn = shells.reduce((sum, shell) => sum + countOf(oc, shell, TopAbs_FACE), 0);
  if (sewn !== faces.length) return [];
  const area = areaOf(oc, group);
  if (Math.abs(areaOf(oc, result) - area) > AREA_TOLERANCE * area) return [];
  const solids = shells.map((shell) => provenSolid(oc, shell)).filter((solid) => solid !== undefined);
  if (solids.length < shells.length || anyNested(shells.map((shell) => boxOfEdges(oc, shell)))) return [];
  for (const face of faces) reshape.Replace(face, sewing.ModifiedSubShape(face));
  return solids;
}

/** Closed, valid, and with a volume that its area can hold: at most that of a ball. */
function provenSolid(oc: OpenCascade, shell: Bound): Bound | undefined {
  const made = new oc.BRepBuilderAPI_MakeSolid_3(oc.TopoDS.Shell_1(shell));
  if (!made.IsDone()) return undefined;
  const solid = made.Solid();
  if (!oc.BRepLib.OrientClosedSolid(solid)) return undefined;
  if (!new oc.BRepCheck_Analyzer(solid, true, false).IsValid_2()) return undefined;
  const properties = new oc.GProp_GProps_1();
  oc.BRepGProp.VolumeProperties_1(solid, properties, true, false, false);
  const volume = properties.Mass();
  const ball = areaOf(oc, solid) ** 1.5 / (6 * Math.sqrt(Math.PI));
  return volume > 0 && volume <= ball * (1 + AREA_TOLERANCE) ? solid : undefined;
}

/** One within another may be a void or a part of its own: nobody knows. */
function anyNested(boxes: readonly (Box | undefined)[]): boolean {
  const isWithin = (inner: Box, outer: Box) =>
    [0, 1, 2].every(
      (axis) => outer[axis]! - BOX_SLACK <= inner[axis]! && inner[axis + 3]! <= outer[axis + 3]! + BOX_SLACK,
    );
  return boxes.some((inner) =>
    boxes.some((outer) => inner && outer && inner !== outer && isWithin(inner, outer)),
  );
}

export function* explore(oc: OpenCascade, shape: Bound, kind: Bound): Generator<Bound> {
  const each = new oc.TopExp_Explorer_2(shape, kind, oc.TopAbs_ShapeEnum.TopAbs_SHAPE);
  for (; each.More(); each.Next()) yield each.Current();
}

export function countOf(oc: OpenCascade, shape: Bound, kind: Bound): number {
  let found = 0;
  for (const _ of explore(oc, shape, kind)) found += 1;
  return found;
}

function areaOf(oc: OpenCascade, shape: Bound): number {
  const properties = new oc.GProp_GProps_1();
  oc.BRepGProp.SurfaceProperties_1(shape, properties, false, false);
  return properties.Mass();
}
