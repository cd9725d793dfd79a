import { areaOf, countOf, explore } from './explore-shape.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { noProgress } from './read-cad.ts';

/** Two ends and two seams; a pole is an edge without length. */
const MOST_EDGES = 4;
const TOLERANCE = 1e-6;
const AREA_TOLERANCE = 1e-4;
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
  const sewing = new oc.BRepBuilderAPI_Sewing(TOLERANCE, true, true, true, false);
  sewing.Add(face);
  sewing.Perform(noProgress(oc));
  const result = sewing.SewedShape();
  if (result.IsNull() || sewing.NbFreeEdges() > 0 || sewing.NbMultipleEdges() > 0) return undefined;
  if (countOf(oc, result, TopAbs_FACE) !== 1) return undefined;
  const area = areaOf(oc, face);
  if (Math.abs(areaOf(oc, result) - area) > AREA_TOLERANCE * area) return undefined;
  return [...explore(oc, result, TopAbs_FACE)][0];
}
