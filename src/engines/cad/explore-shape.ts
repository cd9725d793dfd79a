import type { Bound, OpenCascade } from './opencascade-types.ts';

/** @param outside what is looked into no further */
export function* explore(
  oc: OpenCascade,
  shape: Bound,
  kind: Bound,
  outside: Bound = oc.TopAbs_ShapeEnum.TopAbs_SHAPE,
): Generator<Bound> {
  const each = new oc.TopExp_Explorer_2(shape, kind, outside);
  for (; each.More(); each.Next()) yield each.Current();
}

export function countOf(oc: OpenCascade, shape: Bound, kind: Bound, outside?: Bound): number {
  let found = 0;
  for (const _ of explore(oc, shape, kind, outside)) found += 1;
  return found;
}

export function areaOf(oc: OpenCascade, shape: Bound): number {
  const properties = new oc.GProp_GProps_1();
  oc.BRepGProp.SurfaceProperties_1(shape, properties, false, false);
  return properties.Mass();
}

/** Of the closed shells. */
export const volumeOf = (oc: OpenCascade, shape: Bound): number => volume(oc, shape, true);

/** That the faces enclose, closed or not; negative where they point inward. */
export const signedVolumeOf = (oc: OpenCascade, shape: Bound): number => volume(oc, shape, false);

function volume(oc: OpenCascade, shape: Bound, onlyClosed: boolean): number {
  const properties = new oc.GProp_GProps_1();
  oc.BRepGProp.VolumeProperties_1(shape, properties, onlyClosed, false, false);
  return properties.Mass();
}
