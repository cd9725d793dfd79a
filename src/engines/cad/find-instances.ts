import type { ImportedMesh } from './load-occt-import.ts';

export interface Instance {
  /** Index of the mesh that came first. */
  of: number;
  /** 4 × 4, column-major: brings that one to the place of this one. */
  matrix: Float64Array;
}

/** Of the largest coordinate; OCCT computes with doubles. */
const TOLERANCE = 1e-9;
/** Of parts that are alike in all that is compared first, as a pattern of different holes might be. */
const MOST_CANDIDATES = 16;

/**
 * occt-import-js gives every use of a product triangles of its own. They were made of one shape, so that the uses agree
 * in all but their place: such meshes are found here by the motion between them. Mirrored ones are not looked for.
 * @returns for each mesh, undefined where it is the first of its kind
 */
export function findInstances(meshes: readonly ImportedMesh[]): (Instance | undefined)[] {
  const firsts = new Map<string, number[]>();
  return meshes.map((mesh, index) => {
    if (mesh.index.array.length === 0) return undefined;
    const key = keyOf(mesh);
    const candidates = firsts.get(key) ?? [];
    for (const of of candidates) {
      const first = meshes[of]!;
      if (!isSameList(first.index.array, mesh.index.array)) continue;
      const matrix = motionBetween(first.attributes.position.array, mesh.attributes.position.array);
      if (matrix !== undefined) return { of, matrix };
    }
    if (candidates.length < MOST_CANDIDATES) firsts.set(key, [...candidates, index]);
    return undefined;
  });
}

const keyOf = ({ name, color, brep_faces, attributes, index }: ImportedMesh): string =>
  JSON.stringify([name, color, attributes.position.array.length, index.array.length, brep_faces]);

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

type Vector = [number, number, number];

/** The rotation and translation that bring every point of `from` to that of `to`; undefined where there are none. */
function motionBetween(from: readonly number[], to: readonly number[]): Float64Array | undefined {
  const corners = spreadCorners(from);
  if (corners === undefined) return undefined;
  const [a, b] = [frameAt(from, corners), frameAt(to, corners)];
  if (a === undefined || b === undefined) return undefined;
  const rotation = [0, 1, 2].map((row) =>
    [0, 1, 2].map((column) => {
      const sum = [0, 1, 2].reduce((total, axis) => total + b[axis]![row]! * a[axis]![column]!, 0);
      return Math.abs(sum - Math.round(sum)) < 1e-14 ? Math.round(sum) + 0 : sum;
    }),
  ) as [Vector, Vector, Vector];
  const origin = pointAt(from, corners[0]);
  const shift = pointAt(to, corners[0]).map((value, row) => value - dot(rotation[row]!, origin)) as Vector;
  let largest = 0;
  for (const value of to) largest = Math.max(largest, Math.abs(value));
  for (let at = 0; at < from.length; at += 3) {
    for (let row = 0; row < 3; row += 1) {
      const [x, y, z] = rotation[row]!;
      const moved = x * from[at]! + y * from[at + 1]! + z * from[at + 2]! + shift[row]!;
      if (!(Math.abs(moved - to[at + row]!) <= largest * TOLERANCE)) return undefined;
    }
  }
  const columns = [0, 1, 2].flatMap((column) => [...rotation.map((row) => row[column]!), 0]);
  return Float64Array.of(...columns, ...shift, 1);
}

/** Three points that are far from each other and from one line, by their numbers. */
function spreadCorners(points: readonly number[]): Vector | undefined {
  const first = pointAt(points, 0);
  const far = farthest(points, (point) => length(minus(point, first)));
  const along = minus(pointAt(points, far), first);
  const aside = farthest(points, (point) => length(cross(along, minus(point, first))));
  return length(cross(along, minus(pointAt(points, aside), first))) > 0 ? [0, far, aside] : undefined;
}

function farthest(points: readonly number[], measure: (point: Vector) => number): number {
  let [best, most] = [0, -1];
  for (let point = 0; point < points.length / 3; point += 1) {
    const value = measure(pointAt(points, point));
    if (value > most) [best, most] = [point, value];
  }
  return best;
}

/** Three unit vectors at right angles. */
function frameAt(points: readonly number[], [origin, far, aside]: Vector): Vector[] | undefined {
  const start = pointAt(points, origin);
  const first = unit(minus(pointAt(points, far), start));
  const third = first && unit(cross(first, minus(pointAt(points, aside), start)));
  return first && third && [first, cross(third, first), third];
}

const pointAt = (points: readonly number[], at: number): Vector => [
  points[at * 3]!,
  points[at * 3 + 1]!,
  points[at * 3 + 2]!,
];
const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const length = (a: Vector): number => Math.hypot(...a);

function unit(a: Vector): Vector | undefined {
  const size = length(a);
  return size > 0 ? [a[0] / size, a[1] / size, a[2] / size] : undefined;
}
