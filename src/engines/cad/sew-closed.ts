import { areaOf } from './explore-shape.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { noProgress } from './read-cad.ts';

const AREA_TOLERANCE = 1e-4;

/**
 * Sews faces to each other and to themselves. Undefined where an edge of one or of more than two is left, or where their
 * area is not this one.
 */
export function sewClosed(
  oc: OpenCascade,
  faces: readonly Bound[],
  tolerance: number,
  area: number,
): { result: Bound; sewing: Bound } | undefined {
  const sewing = new oc.BRepBuilderAPI_Sewing(tolerance, true, true, true, false);
  for (const face of faces) sewing.Add(face);
  sewing.Perform(noProgress(oc));
  const result = sewing.SewedShape();
  if (result.IsNull() || sewing.NbFreeEdges() > 0 || sewing.NbMultipleEdges() > 0) return undefined;
  return Math.abs(areaOf(oc, result) - area) > AREA_TOLERANCE * area ? undefined : { result, sewing };
}
