import type { PartGeometry } from './part-geometry.ts';
import { isSimple } from './simple-loop.ts';
import type { TriangleShapes } from './triangle-shapes.ts';

/** A region that is proven to be one face. */
export interface ProvenFace {
  /** Half-edges that leave the corners; the outer loop first. */
  loops: number[][];
  normal: [number, number, number];
  origin: number;
  deviation: number;
}

/** Of an area that is a sum of many: below this it is rounding. */
const ROUNDING = 1e-12;

/**
 * Proves that a region is one face in one plane, or gives up.
 *
 * The corners are projected along the axis that the plane is most perpendicular to, which keeps their coordinates
 * exact. Then one loop must run counter-clockwise (the outer one) and all others clockwise, none of them touching
 * itself: so no point of the plane is covered more than once by what they enclose. As a sum of triangles the region
 * covers every point as often as its loops wind round it; where no triangle is turned over, that is never less than
 * zero, so that the holes lie inside the outer loop and apart. Slivers may be turned over, but not by as much as a hole.
 */
export function proveFace(
  { points, triangles }: PartGeometry,
  { areaVectors }: TriangleShapes,
  region: Uint32Array,
  loops: number[][],
  normal: [number, number, number],
  tolerance: number,
): ProvenFace | undefined {
  const size = normal.map(Math.abs);
  const axis = size[0]! > size[1]! && size[0]! > size[2]! ? 0 : size[1]! > size[2]! ? 1 : 2;
  const first = (axis + 1) % 3;
  const second = (axis + 2) % 3;
  const sign = Math.sign(normal[axis]!);
  let covered = 0;
  let total = 0;
  for (const t of region) {
    const area = sign * areaVectors[3 * t + axis]!;
    total += area;
    covered += Math.abs(area);
  }
  const turnedOver = (covered - total) / 2 + covered * ROUNDING;

  let outer = -1;
  for (const [at, loop] of loops.entries()) {
    const outline = new Float64Array(loop.length * 2);
    for (const [k, h] of loop.entries()) {
      const point = triangles[h]! * 3;
      outline[2 * k] = points[point + first]!;
      outline[2 * k + 1] = points[point + second]!;
    }
    const area = sign * doubleArea(outline);
    if (Math.abs(area) <= turnedOver || !isSimple(outline)) return undefined;
    if (area < 0) continue;
    if (outer !== -1) return undefined;
    outer = at;
  }
  if (outer === -1) return undefined;
  const plane = placePlane(points, triangles, region, loops, normal);
  if (plane.deviation > tolerance) return undefined;
  return { loops: [loops[outer]!, ...loops.toSpliced(outer, 1)], normal, ...plane };
}

/** Relative to the first corner, so that a place far from the origin costs no digits. */
function doubleArea(outline: Float64Array): number {
  const [x, y] = [outline[0]!, outline[1]!];
  let area = 0;
  for (let at = 2; at + 3 < outline.length; at += 2) {
    area += (outline[at]! - x) * (outline[at + 3]! - y) - (outline[at + 2]! - x) * (outline[at + 1]! - y);
  }
  return area;
}

/** Puts the plane through the corner that is nearest to the middle of all points. */
function placePlane(
  points: Float64Array,
  triangles: Uint32Array,
  region: Uint32Array,
  loops: number[][],
  [nx, ny, nz]: readonly [number, number, number],
): { origin: number; deviation: number } {
  const base = triangles[loops[0]![0]!]! * 3;
  const heightOf = (point: number): number =>
    nx * (points[3 * point]! - points[base]!) +
    ny * (points[3 * point + 1]! - points[base + 1]!) +
    nz * (points[3 * point + 2]! - points[base + 2]!);
  let low = 0;
  let high = 0;
  for (const t of region) {
    for (let h = 3 * t; h < 3 * t + 3; h++) {
      const height = heightOf(triangles[h]!);
      if (height < low) low = height;
      if (height > high) high = height;
    }
  }
  let origin = base / 3;
  let level = 0;
  for (const loop of loops) {
    for (const h of loop) {
      const height = heightOf(triangles[h]!);
      if (Math.abs(height - (low + high) / 2) >= Math.abs(level - (low + high) / 2)) continue;
      level = height;
      origin = triangles[h]!;
    }
  }
  return { origin, deviation: Math.max(high - level, level - low) };
}
