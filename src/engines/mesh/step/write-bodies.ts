import type { Material } from '../model.ts';
import type { ColourStyles } from './colour-styles.ts';
import type { PartGeometry } from './part-geometry.ts';
import type { Part21Writer } from './part21-writer.ts';
import type { Body } from './split-bodies.ts';
import type { Frame } from './write-products.ts';

/** Writes the bodies of a part and returns the number of their shape representation. */
export function writeBodies(
  writer: Part21Writer,
  part: PartGeometry,
  bodies: readonly Body[],
  styles: ColourStyles,
  materials: readonly Material[],
  frame: Frame,
  onFaces: (count: number) => void,
): number {
  const points = new Uint32Array(part.points.length / 3);
  const items = bodies.map((body) => {
    const faces = body.triangles.map((triangle) => writeFace(writer, part, triangle, points));
    onFaces(faces.length);
    const item = writeShell(writer, faces, body.closed);
    const main = commonest(body.triangles.map((triangle) => part.materials[triangle]!));
    styles.dress(item, materials[main]);
    for (const [at, triangle] of body.triangles.entries()) {
      const material = part.materials[triangle]!;
      if (material !== main) styles.dress(faces[at]!, materials[material]);
    }
    return item;
  });
  return writer.addList(
    `${representationType(bodies)}('',`,
    [frame.placement, ...items],
    `,#${frame.context})`,
  );
}

function representationType(bodies: readonly Body[]): string {
  if (bodies.every(({ closed }) => closed)) return 'FACETED_BREP_SHAPE_REPRESENTATION';
  return bodies.some(({ closed }) => closed)
    ? 'SHAPE_REPRESENTATION'
    : 'MANIFOLD_SURFACE_SHAPE_REPRESENTATION';
}

function writeShell(writer: Part21Writer, faces: readonly number[], closed: boolean): number {
  const shell = writer.addList(`${closed ? 'CLOSED' : 'OPEN'}_SHELL('',`, faces, ')');
  return writer.add(closed ? `FACETED_BREP('',#${shell})` : `SHELL_BASED_SURFACE_MODEL('',(#${shell}))`);
}

/**
 * A flat face: FACE_SURFACE on a PLANE inside a POLY_LOOP. A bare FACE would be shorter, but OCCT reads it as nothing.
 * Points are written where they are first needed; `written` holds their instances.
 */
function writeFace(writer: Part21Writer, part: PartGeometry, triangle: number, written: Uint32Array): number {
  const normal = normalOf(part, triangle);
  const corners = [0, 1, 2].map((k) => {
    const point = part.triangles[triangle * 3 + k]!;
    if (written[point] === 0) {
      const [x, y, z] = part.points.subarray(point * 3, point * 3 + 3) as unknown as [number, number, number];
      written[point] = writer.point(x, y, z, part.digits);
    }
    return written[point]!;
  });
  const loop = writer.addList("POLY_LOOP('',", corners, ')');
  const bound = writer.add(`FACE_OUTER_BOUND('',#${loop},.T.)`);
  const axis = writer.direction(...normal);
  const placement = writer.add(`AXIS2_PLACEMENT_3D('',#${corners[0]},#${axis},$)`);
  const plane = writer.add(`PLANE('',#${placement})`);
  return writer.add(`FACE_SURFACE('',(#${bound}),#${plane},.T.)`);
}

/** Scaled before it is squared: a model may be a nanometre or a light year wide. */
function normalOf({ points, triangles }: PartGeometry, triangle: number): [number, number, number] {
  const [a, b, c] = [0, 1, 2].map((k) => triangles[triangle * 3 + k]! * 3) as [number, number, number];
  const u = [0, 1, 2].map((axis) => points[b + axis]! - points[a + axis]!) as [number, number, number];
  const v = [0, 1, 2].map((axis) => points[c + axis]! - points[a + axis]!) as [number, number, number];
  const [lu, lv] = [Math.hypot(...u), Math.hypot(...v)];
  const [ux, uy, uz] = u.map((value) => value / lu) as [number, number, number];
  const [vx, vy, vz] = v.map((value) => value / lv) as [number, number, number];
  const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
  const length = Math.hypot(...normal);
  if (length > 0) return [normal[0] / length, normal[1] / length, normal[2] / length];
  // A sliver without area: any plane through its line will do.
  const side = Math.abs(ux) < 0.6 ? [0, -uz, uy] : [uz, 0, -ux];
  const sideLength = Math.hypot(...side);
  return [side[0]! / sideLength, side[1]! / sideLength, side[2]! / sideLength];
}

function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  let best = values[0]!;
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.get(value)! > counts.get(best)!) best = value;
  }
  return best;
}
