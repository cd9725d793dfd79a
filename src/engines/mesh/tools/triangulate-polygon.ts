import type { Uint32List } from './growable.ts';

type Positions = Float32Array | Float64Array;

/** Ear clipping takes up to n³ steps; a polygon that needs more than this becomes a fan from there on. */
const MAX_STEPS = 50_000_000;

/**
 * Appends the n - 2 triangles of a polygon of n corners to `out`, turning the same way round: a fan where the polygon
 * is convex, else by cutting ears (Meisters, 1975), seen along the polygon's own normal. Fewer than three corners give
 * nothing. A polygon that crosses itself still gives n - 2 triangles, as any reader would show it in its own way.
 *
 * @param corners vertex numbers; those from `from` to before `to` are the polygon
 * @param positions x, y, z of each vertex
 */
export function triangulatePolygon(
  positions: Positions,
  corners: ArrayLike<number>,
  from: number,
  to: number,
  out: Uint32List,
): void {
  if (to - from === 3) pushTriangle(out, corners[from]!, corners[from + 1]!, corners[from + 2]!);
  if (to - from <= 3) return;
  if (to - from === 4 && isConvexQuad(positions, corners, from)) {
    pushTriangle(out, corners[from]!, corners[from + 1]!, corners[from + 2]!);
    pushTriangle(out, corners[from]!, corners[from + 2]!, corners[from + 3]!);
    return;
  }
  const outline = project(positions, corners, from, to);
  const ring = new Uint32Array(to - from).map((_, index) => index);
  const left = isConvex(outline)
    ? ring.length
    : cutEars(outline, ring, (a, b, c) =>
        pushTriangle(out, corners[from + a]!, corners[from + b]!, corners[from + c]!),
      );
  for (let next = 2; next < left; next += 1) {
    pushTriangle(
      out,
      corners[from + ring[0]!]!,
      corners[from + ring[next - 1]!]!,
      corners[from + ring[next]!]!,
    );
  }
}

/** Most polygons are such: found without a projection. Seen along the vector that both diagonals are square to. */
function isConvexQuad(positions: Positions, corners: ArrayLike<number>, from: number): boolean {
  const a = corners[from]! * 3;
  const b = corners[from + 1]! * 3;
  const c = corners[from + 2]! * 3;
  const d = corners[from + 3]! * 3;
  const ux = positions[c]! - positions[a]!;
  const uy = positions[c + 1]! - positions[a + 1]!;
  const uz = positions[c + 2]! - positions[a + 2]!;
  const vx = positions[d]! - positions[b]!;
  const vy = positions[d + 1]! - positions[b + 1]!;
  const vz = positions[d + 2]! - positions[b + 2]!;
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  for (let corner = 0; corner < 4; corner += 1) {
    const p = corners[from + ((corner + 3) & 3)]! * 3;
    const q = corners[from + corner]! * 3;
    const r = corners[from + ((corner + 1) & 3)]! * 3;
    const ex = positions[q]! - positions[p]!;
    const ey = positions[q + 1]! - positions[p + 1]!;
    const ez = positions[q + 2]! - positions[p + 2]!;
    const fx = positions[r]! - positions[q]!;
    const fy = positions[r + 1]! - positions[q + 1]!;
    const fz = positions[r + 2]! - positions[q + 2]!;
    const turns = (ey * fz - ez * fy) * nx + (ez * fx - ex * fz) * ny + (ex * fy - ey * fx) * nz;
    if (!(turns > 0)) return false;
  }
  return true;
}

function pushTriangle(out: Uint32List, a: number, b: number, c: number): void {
  out.push(a);
  out.push(b);
  out.push(c);
}

/** x, y pairs of the corners, relative to the first, in a plane in which the polygon runs counter-clockwise. */
function project(positions: Positions, corners: ArrayLike<number>, from: number, to: number): Float64Array {
  const count = to - from;
  const start = corners[from]! * 3;
  const points = new Float64Array(count * 3);
  for (let index = 0; index < count; index += 1) {
    const at = corners[from + index]! * 3;
    for (let axis = 0; axis < 3; axis += 1) {
      points[index * 3 + axis] = positions[at + axis]! - positions[start + axis]!;
    }
  }
  const normal = areaVector(points);
  const sizes = normal.map(Math.abs);
  const dropped = sizes.indexOf(Math.max(...sizes));
  const turned = normal[dropped]! < 0;
  const first = (dropped + (turned ? 2 : 1)) % 3;
  const second = (dropped + (turned ? 1 : 2)) % 3;
  const outline = new Float64Array(count * 2);
  for (let index = 0; index < count; index += 1) {
    outline[index * 2] = points[index * 3 + first]!;
    outline[index * 2 + 1] = points[index * 3 + second]!;
  }
  return outline;
}

/** Twice the area of a polygon along each axis (Newell). */
function areaVector(points: Float64Array): number[] {
  const sum = [0, 0, 0];
  for (let at = 0, last = points.length - 3; at < points.length; last = at, at += 3) {
    for (let axis = 0; axis < 3; axis += 1) {
      const u = (axis + 1) % 3;
      const v = (axis + 2) % 3;
      sum[axis]! += points[last + u]! * points[at + v]! - points[last + v]! * points[at + u]!;
    }
  }
  return sum;
}

/** Positive where the corners a, b, c turn left. */
function turn(outline: Float64Array, a: number, b: number, c: number): number {
  const ux = outline[b * 2]! - outline[a * 2]!;
  const uy = outline[b * 2 + 1]! - outline[a * 2 + 1]!;
  const vx = outline[c * 2]! - outline[b * 2]!;
  const vy = outline[c * 2 + 1]! - outline[b * 2 + 1]!;
  return ux * vy - uy * vx;
}

/** Turns left everywhere, and no more than once around: x changes its direction at most twice. */
function isConvex(outline: Float64Array): boolean {
  const count = outline.length / 2;
  let changes = 0;
  let direction = 0;
  for (let index = 0; index <= count; index += 1) {
    const a = index % count;
    const b = (index + 1) % count;
    if (!(turn(outline, a, b, (index + 2) % count) > 0)) return false;
    const step = Math.sign(outline[b * 2]! - outline[a * 2]!);
    if (step === 0) continue;
    if (direction !== 0 && step !== direction) changes += 1;
    direction = step;
  }
  return changes <= 2;
}

/** Cuts ears until none can be found; returns how many corners are left at the start of `ring`. */
function cutEars(
  outline: Float64Array,
  ring: Uint32Array,
  emit: (a: number, b: number, c: number) => void,
): number {
  let left = ring.length;
  let steps = 0;
  let at = 0;
  for (let tried = 0; left > 3 && tried < left && steps < MAX_STEPS; ) {
    const before = (at + left - 1) % left;
    const after = (at + 1) % left;
    steps += left;
    if (isEar(outline, ring, left, before, at, after)) {
      emit(ring[before]!, ring[at]!, ring[after]!);
      ring.copyWithin(at, at + 1, left);
      left -= 1;
      tried = 0;
    } else {
      tried += 1;
    }
    at = (at + 1) % left; // after a cut this leaves one corner out, so that ears alternate and fans stay short
  }
  return left;
}

/** The corner turns left and no other corner lies in its triangle or on the cut. */
function isEar(
  outline: Float64Array,
  ring: Uint32Array,
  left: number,
  before: number,
  at: number,
  after: number,
): boolean {
  const a = ring[before]!;
  const b = ring[at]!;
  const c = ring[after]!;
  if (!(turn(outline, a, b, c) > 0)) return false;
  for (let index = 0; index < left; index += 1) {
    if (index === before || index === at || index === after) continue;
    const p = ring[index]!;
    if (isSamePoint(outline, p, a) || isSamePoint(outline, p, b) || isSamePoint(outline, p, c)) continue;
    if (turn(outline, a, b, p) >= 0 && turn(outline, b, c, p) >= 0 && turn(outline, c, a, p) >= 0)
      return false;
  }
  return true;
}

const isSamePoint = (outline: Float64Array, a: number, b: number): boolean =>
  outline[a * 2] === outline[b * 2] && outline[a * 2 + 1] === outline[b * 2 + 1];
