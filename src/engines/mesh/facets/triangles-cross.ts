export type Point = readonly [number, number, number];

/** Of the extent along an axis: what is nearer counts as touching. */
const CONTACT = 1e-12;

/**
 * Whether two triangles share more than points of their borders: no plane has one on each side, counting what lies in
 * the plane as both (separating axes; Gottschalk, Lin and Manocha 1996, with the axes for flat bodies).
 */
export function trianglesCross(one: readonly Point[], other: readonly Point[]): boolean {
  const first = edgesOf(one);
  const second = edgesOf(other);
  const normals = [cross(first[0]!, first[1]!), cross(second[0]!, second[1]!)] as const;
  for (const axis of normals) if (separates(axis, one, other)) return false;
  for (const edge of first) if (separates(cross(normals[0], edge), one, other)) return false;
  for (const edge of second) if (separates(cross(normals[1], edge), one, other)) return false;
  for (const edge of first) {
    for (const against of second) if (separates(cross(edge, against), one, other)) return false;
  }
  return true;
}

/** Weakly: they may touch, but not lie both in the plane. */
function separates(axis: Point, one: readonly Point[], other: readonly Point[]): boolean {
  const origin = one[0]!;
  let [low, high] = [0, 0];
  for (let k = 1; k < 3; k++) {
    const along = dot(axis, minus(one[k]!, origin));
    low = Math.min(low, along);
    high = Math.max(high, along);
  }
  let [otherLow, otherHigh] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let reach = 0;
  for (const point of other) {
    const offset = minus(point, origin);
    const along = dot(axis, offset);
    otherLow = Math.min(otherLow, along);
    otherHigh = Math.max(otherHigh, along);
    reach = Math.max(reach, Math.abs(offset[0]), Math.abs(offset[1]), Math.abs(offset[2]));
  }
  const contact = CONTACT * reach * Math.hypot(...axis);
  const apart = high <= otherLow + contact || otherHigh <= low + contact;
  return apart && Math.max(high, otherHigh) - Math.min(low, otherLow) > contact;
}

const edgesOf = ([a, b, c]: readonly Point[]): Point[] => [minus(b!, a!), minus(c!, b!), minus(a!, c!)];

const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
