import { looseBox } from './cad-bounds.ts';
import { explore, volumeOf } from './explore-shape.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { noProgress } from './read-cad.ts';

/** Millimetres. */
const LEAST_DISTANCE = 1e-6;
const VOLUME_TOLERANCE = 1e-6;

/** What a group of faces encloses. */
export interface Body {
  group: Bound;
  /** Its faces point outward. */
  solid: Bound;
  /** In the file they point inward: this is the surface of a cavity. */
  isInward: boolean;
  /** Shells that were other bodies. */
  cavities: number;
}

/**
 * Makes bodies whose faces point inward cavities of the smallest body that holds them; those that none holds stay as
 * they are. The same is in src/engines/native/host/cavities.py.
 */
export function joinCavities(oc: OpenCascade, bodies: readonly Body[]): Body[] {
  const outward = bodies.filter(({ isInward }) => !isInward);
  const hosts = new Map<Body, Body[]>();
  for (const inner of bodies.filter(({ isInward }) => isInward)) {
    const holding = outward
      .filter((outer) => holds(oc, outer.solid, inner.solid))
      .sort((a, b) => volumeOf(oc, a.solid) - volumeOf(oc, b.solid));
    const host = holding[0];
    if (host !== undefined) hosts.set(host, [...(hosts.get(host) ?? []), inner]);
  }
  const gone = new Set<Body>();
  const hollowed = new Map<Body, Body>();
  for (const [host, inner] of hosts) {
    const solid = hollow(oc, host.solid, inner);
    if (solid === undefined) continue;
    for (const one of inner) gone.add(one);
    hollowed.set(host, { ...host, solid, cavities: host.cavities + inner.length });
  }
  return bodies.filter((body) => !gone.has(body)).map((body) => hollowed.get(body) ?? body);
}

/** Wholly within it, touching nothing of it. */
function holds(oc: OpenCascade, outer: Bound, inner: Bound): boolean {
  const { TopAbs_SHELL, TopAbs_VERTEX } = oc.TopAbs_ShapeEnum;
  const [outerBox, innerBox] = [looseBox(oc, outer), looseBox(oc, inner)];
  if (outerBox === undefined || innerBox === undefined) return false;
  const isApart = [0, 1, 2].some(
    (axis) => innerBox[axis]! > outerBox[axis + 3]! || innerBox[axis + 3]! < outerBox[axis]!,
  );
  const [vertex] = explore(oc, inner, TopAbs_VERTEX);
  if (isApart || vertex === undefined) return false;
  const point = oc.BRep_Tool.Pnt(oc.TopoDS.Vertex_1(vertex));
  const place = new oc.BRepClass3d_SolidClassifier_3(outer, point, LEAST_DISTANCE).State();
  if (place.value !== oc.TopAbs_State.TopAbs_IN.value) return false;
  const [outerShell] = explore(oc, outer, TopAbs_SHELL);
  const [innerShell] = explore(oc, inner, TopAbs_SHELL);
  const distance = new oc.BRepExtrema_DistShapeShape_2(
    outerShell,
    innerShell,
    oc.Extrema_ExtFlag.Extrema_ExtFlag_MIN,
    oc.Extrema_ExtAlgo.Extrema_ExtAlgo_Grad,
    noProgress(oc),
  );
  return distance.IsDone() && distance.Value() > LEAST_DISTANCE;
}

/** Undefined where OCCT does not find the result valid or it is not what it should be. */
function hollow(oc: OpenCascade, solid: Bound, cavities: readonly Body[]): Bound | undefined {
  const { TopAbs_SHELL } = oc.TopAbs_ShapeEnum;
  const result = new oc.TopoDS_Solid();
  const builder = new oc.BRep_Builder();
  builder.MakeSolid(result);
  for (const shell of explore(oc, solid, TopAbs_SHELL)) builder.Add(result, shell);
  for (const cavity of cavities) {
    for (const shell of explore(oc, cavity.solid, TopAbs_SHELL)) builder.Add(result, shell.Reversed());
  }
  if (!new oc.BRepCheck_Analyzer(result, true, false).IsValid_2()) return undefined;
  const whole = volumeOf(oc, solid);
  const left = cavities.reduce((rest, cavity) => rest - volumeOf(oc, cavity.solid), whole);
  return left > 0 && Math.abs(volumeOf(oc, result) - left) <= VOLUME_TOLERANCE * whole ? result : undefined;
}
