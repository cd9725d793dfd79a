import { type Polygons, type Primitive, polygonsOf } from '../model.ts';
import { Uint32List } from './growable.ts';

/** How many faces have more than three corners. */
export function countPolygons(primitive: Primitive): number {
  let count = 0;
  for (const size of polygonsOf(primitive)?.sizes ?? []) if (size > 3) count += 1;
  return count;
}

/** How many faces there are, triangles among them. */
export const countFaces = (primitive: Primitive): number =>
  polygonsOf(primitive)?.sizes.length ?? primitive.indices.length / 3;

/** Calls `use` for each face: its corners stand in `corners` from `from` to before `to`. */
export function eachFace(
  primitive: Primitive,
  use: (corners: Uint32Array, from: number, to: number) => void,
): void {
  const polygons = polygonsOf(primitive);
  if (polygons === undefined) {
    for (let at = 0; at < primitive.indices.length; at += 3) use(primitive.indices, at, at + 3);
    return;
  }
  let from = 0;
  for (const size of polygons.sizes) {
    use(polygons.corners, from, from + size);
    from += size;
  }
}

/** The same faces seen from behind: each begins with the same corner. */
export function polygonsTurnedOver({ sizes, corners }: Polygons, indices: Uint32Array): Polygons {
  const turned = new Uint32Array(corners.length);
  let from = 0;
  for (const size of sizes) {
    turned[from] = corners[from]!;
    for (let step = 1; step < size; step += 1) turned[from + step] = corners[from + size - step]!;
    from += size;
  }
  return { indices, sizes, corners: turned };
}

/** The same faces where vertices have got other numbers. */
export const polygonsRenumbered = (
  { sizes, corners }: Polygons,
  numbers: Uint32Array,
  indices: Uint32Array,
): Polygons => ({ indices, sizes, corners: corners.map((vertex) => numbers[vertex]!) });

/** The faces of several primitives whose vertices and triangles were put one behind the other. */
export function polygonsJoined(group: readonly Primitive[], indices: Uint32Array): Polygons | undefined {
  if (!group.some((primitive) => polygonsOf(primitive) !== undefined)) return undefined;
  const sizes = new Uint32Array(group.reduce((sum, primitive) => sum + countFaces(primitive), 0));
  const corners = new Uint32List(indices.length);
  let face = 0;
  let vertex = 0;
  for (const primitive of group) {
    eachFace(primitive, (own, from, to) => {
      sizes[face++] = to - from;
      for (let at = from; at < to; at += 1) corners.push(vertex + own[at]!);
    });
    vertex += primitive.positions.length / 3;
  }
  return { indices, sizes, corners: corners.view().slice() };
}

/**
 * The same faces after every corner of every triangle has become a vertex of its own, numbered in that order.
 * @param indices the new ones: 0, 1, 2 and so on
 */
export function polygonsOfCorners(
  { indices: old, sizes, corners }: Polygons,
  indices: Uint32Array,
): Polygons {
  const own = new Uint32Array(corners.length);
  const cornerOf = new Map<number, number>();
  let from = 0;
  let triangles = 0;
  for (const size of sizes) {
    const end = triangles + (size - 2) * 3;
    cornerOf.clear();
    for (let corner = triangles; corner < end; corner += 1) cornerOf.set(old[corner]!, corner);
    for (let at = from; at < from + size; at += 1) own[at] = cornerOf.get(corners[at]!)!;
    triangles = end;
    from += size;
  }
  return { indices, sizes, corners: own };
}

/**
 * What is left of polygons when triangles with a repeated point are left out of them. A polygon loses the corners that
 * repeat the one before; where that does not explain the missing triangles (a polygon that touches itself), it falls
 * apart into those that are left. Undefined where no face has more than three corners any more.
 *
 * @param points for each vertex the number of its point
 * @param isWhole whether the triangle that begins at this place of the indices is kept
 * @param kept the indices that are kept
 */
export function polygonsWithoutCollapsed(
  polygons: Polygons,
  points: Uint32Array,
  isWhole: (at: number) => boolean,
  kept: Uint32Array,
): Polygons | undefined {
  const { indices, sizes, corners } = polygons;
  const newSizes = new Uint32List(sizes.length);
  const newCorners = new Uint32List(corners.length);
  let hasPolygon = false;
  let from = 0;
  let triangle = 0;
  for (const size of sizes) {
    const wholes: number[] = [];
    for (let cut = 2; cut < size; cut += 1, triangle += 3) if (isWhole(triangle)) wholes.push(triangle);
    const ring = ringWithoutRepeats(corners, from, from + size, points);
    from += size;
    if (wholes.length === 0) continue;
    if (ring.length - 2 === wholes.length) {
      newSizes.push(ring.length);
      for (const vertex of ring) newCorners.push(vertex);
      hasPolygon ||= ring.length > 3;
      continue;
    }
    for (const at of wholes) {
      newSizes.push(3);
      for (let corner = at; corner < at + 3; corner += 1) newCorners.push(indices[corner]!);
    }
  }
  if (!hasPolygon) return undefined;
  return { indices: kept, sizes: newSizes.view().slice(), corners: newCorners.view().slice() };
}

function ringWithoutRepeats(corners: Uint32Array, from: number, to: number, points: Uint32Array): number[] {
  const ring: number[] = [];
  for (let at = from; at < to; at += 1) {
    const vertex = corners[at]!;
    const before = corners[at === from ? to - 1 : at - 1]!;
    if (points[vertex] !== points[before]) ring.push(vertex);
  }
  return ring;
}
