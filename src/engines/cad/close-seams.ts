import { areaOf, countOf, explore } from './explore-shape.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { sewClosed } from './sew-closed.ts';

/** Two ends and two seams; a pole is an edge without length. */
const MOST_EDGES = 4;
const TOLERANCE = 1e-6;
/** Of the whole way around: IGES has angles of ten digits. */
const WHOLE_ROUND = 0.9999;

/**
 * Gives loose whole spheres and rings of IGES their seams. OCCT reads each as a face with two edges in one place where one
 * belongs that is used twice, and its STEP writer then loses the face. The same is in src/engines/native/host/seams.py.
 * @param reshape learns what each such face became
 * @returns whether there was one
 */
export function closeSeams(oc: OpenCascade, shape: Bound, reshape: Bound): boolean {
  let isChanged = false;
  const { TopAbs_FACE, TopAbs_SOLID } = oc.TopAbs_ShapeEnum;
  for (const face of explore(oc, shape, TopAbs_FACE, TopAbs_SOLID)) {
    const closed = mayNeedSeam(oc, face) ? closedFace(oc, face) : undefined;
    if (closed === undefined) continue;
    reshape.Replace(face, closed);
    isChanged = true;
  }
  return isChanged;
}

/** Cheap, as most faces are looked at in vain. */
function mayNeedSeam(oc: OpenCascade, face: Bound): boolean {
  const edges = [...explore(oc, face, oc.TopAbs_ShapeEnum.TopAbs_EDGE)];
  if (edges.length > MOST_EDGES) return false;
  if (edges.some((edge, index) => edges.slice(0, index).some((other) => other.IsSame(edge)))) return false;
  const surface = oc.BRep_Tool.Surface_2(oc.TopoDS.Face_1(face)).get();
  const [inU, inV] = [surface.IsUClosed() as boolean, surface.IsVClosed() as boolean];
  if (!inU && !inV) return false;
  const [whole, used] = [false, true].map(
    (trimmed) => new oc.BRepAdaptor_Surface_2(oc.TopoDS.Face_1(face), trimmed),
  );
  const lengthU = (on: Bound): number => on.LastUParameter() - on.FirstUParameter();
  const lengthV = (on: Bound): number => on.LastVParameter() - on.FirstVParameter();
  return (
    (inU && lengthU(used) > lengthU(whole) * WHOLE_ROUND) ||
    (inV && lengthV(used) > lengthV(whole) * WHOLE_ROUND)
  );
}

function closedFace(oc: OpenCascade, face: Bound): Bound | undefined {
  const { TopAbs_FACE } = oc.TopAbs_ShapeEnum;
  const sewn = sewClosed(oc, [face], TOLERANCE, areaOf(oc, face));
  if (sewn === undefined || countOf(oc, sewn.result, TopAbs_FACE) !== 1) return undefined;
  return [...explore(oc, sewn.result, TopAbs_FACE)][0];
}
