import { type Box, boxOfEdges } from './cad-bounds.ts';
import { type Body, joinCavities } from './cavities.ts';
import { areaOf, countOf, explore, signedVolumeOf, volumeOf } from './explore-shape.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { sewClosed } from './sew-closed.ts';

/** Of a ball: areas are no more exact. */
const BALL_TOLERANCE = 1e-4;
const VOLUME_TOLERANCE = 1e-3;
const BOX_SLACK = 1e-9;

/**
 * The bodies that all faces of a group make; none where one face is left over or anything is in doubt.
 * @param reshape learns what each face became
 */
export function bodiesOf(oc: OpenCascade, group: Bound, tolerance: number, reshape: Bound): Body[] {
  const { TopAbs_FACE, TopAbs_SHELL } = oc.TopAbs_ShapeEnum;
  const faces = [...explore(oc, group, TopAbs_FACE)];
  // What replaces a group must not hold the group itself.
  const parts = faces.map((face) => (face.IsSame(group) ? copyOf(oc, face) : face));
  const closed = sewClosed(oc, parts, tolerance, areaOf(oc, group));
  if (closed === undefined) return [];
  const { result, sewing } = closed;
  const shells = [
    ...explore(oc, result, TopAbs_SHELL),
    ...[...explore(oc, result, TopAbs_FACE, TopAbs_SHELL)].map((face) => shellOf(oc, face)),
  ];
  const sewn = shells.reduce((sum, shell) => sum + countOf(oc, shell, TopAbs_FACE), 0);
  if (sewn !== faces.length) return [];
  const isInward = pointInward(oc, group, shells);
  const bodies = shells.flatMap((shell, index): Body[] => {
    const solid = provenSolid(oc, shell);
    return solid === undefined ? [] : [{ group, solid, isInward: isInward[index]!, cavities: 0 }];
  });
  const hollowed = joinCavities(oc, bodies);
  if (bodies.length < shells.length || anyNested(hollowed.map(({ solid }) => boxOfEdges(oc, solid))))
    return [];
  for (const [index, face] of faces.entries()) {
    reshape.Replace(face, sewing.ModifiedSubShape(parts[index]));
  }
  return hollowed;
}

/** On the same surface. */
const copyOf = (oc: OpenCascade, face: Bound): Bound =>
  new oc.BRepBuilderAPI_Copy_2(face, false, false).Shape();

/** Sewing leaves a face that is closed in itself without a shell. */
function shellOf(oc: OpenCascade, face: Bound): Bound {
  const shell = new oc.TopoDS_Shell();
  const builder = new oc.BRep_Builder();
  builder.MakeShell(shell);
  builder.Add(shell, face);
  shell.Closed_2(true);
  return shell;
}

/** Which shells point inward: undecided, so none, where the faces of the file do not agree with each other. */
function pointInward(oc: OpenCascade, group: Bound, shells: readonly Bound[]): boolean[] {
  const volumes = shells.map((shell) => signedVolumeOf(oc, shell));
  const signed = volumes.reduce((sum, volume) => sum + volume, 0);
  const whole = volumes.reduce((sum, volume) => sum + Math.abs(volume), 0);
  const isAgreed = Math.abs(signedVolumeOf(oc, group) - signed) <= VOLUME_TOLERANCE * whole;
  return volumes.map((volume) => isAgreed && volume < 0);
}

/** Closed, valid, and with a volume that its area can hold: at most that of a ball. */
function provenSolid(oc: OpenCascade, shell: Bound): Bound | undefined {
  const made = new oc.BRepBuilderAPI_MakeSolid_3(oc.TopoDS.Shell_1(shell));
  if (!made.IsDone()) return undefined;
  const solid = made.Solid();
  if (!oc.BRepLib.OrientClosedSolid(solid)) return undefined;
  if (!new oc.BRepCheck_Analyzer(solid, true, false).IsValid_2()) return undefined;
  const volume = volumeOf(oc, solid);
  const ball = areaOf(oc, solid) ** 1.5 / (6 * Math.sqrt(Math.PI));
  return volume > 0 && volume <= ball * (1 + BALL_TOLERANCE) ? solid : undefined;
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
