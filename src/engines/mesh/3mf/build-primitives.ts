import type { Primitive } from '../model.ts';
import { TupleIndex } from '../tools/tuple-index.ts';
import type { ModelObject, ModelPart, ObjectMesh } from './model-part.ts';
import type { Surface, Surfaces } from './surfaces.ts';

/** Triangles that look alike, by their numbers in the mesh. */
interface Bucket {
  surface: Surface;
  count: number;
}

/** One primitive for each way to look that the triangles of an object have. */
export function buildPrimitives(
  part: ModelPart,
  object: ModelObject,
  mesh: ObjectMesh,
  surfaces: Surfaces,
): Primitive[] {
  const positions = mesh.positions.view();
  const corners = mesh.corners.view();
  if (corners.length === 0) return [];
  const own = object.property;
  if (mesh.groups.length === 0) {
    const surface = own === undefined ? {} : surfaces.surfaceOf(part, own.group, own.index, true);
    if (surface.corners === undefined) return [{ positions, indices: corners, ...materialOf(surface) }];
  }
  const { buckets, places } = sortTriangles(part, object, mesh, surfaces);
  const remap = new Uint32Array(positions.length / 3);
  const lists = listTriangles(buckets, places);
  return buckets.map(({ surface }, bucket) => {
    const triangles = lists[bucket]!;
    return surface.corners === undefined
      ? withoutCorners(positions, corners, triangles, surface, remap)
      : withCorners(positions, corners, triangles, mesh, object, surface);
  });
}

/** Of each bucket. Where there is one only, its list takes the memory of `places`. */
function listTriangles(buckets: readonly Bucket[], places: Uint32Array): Uint32Array[] {
  const lists = buckets.length === 1 ? [places] : buckets.map(({ count }) => new Uint32Array(count));
  const ends = new Uint32Array(buckets.length);
  for (const [triangle, bucket] of places.entries()) lists[bucket]![ends[bucket]!++] = triangle;
  return lists;
}

function sortTriangles(part: ModelPart, object: ModelObject, mesh: ObjectMesh, surfaces: Surfaces) {
  const triangles = mesh.corners.length / 3;
  const groups = mesh.groups.view();
  const indices = mesh.indices.view();
  const places = new Uint32Array(triangles);
  const buckets: Bucket[] = [];
  const known = new Map<number, Map<number, number>>();
  const painted = paintedGroups(part, object, mesh);
  const bucketOf = (group: number, index: number): number => {
    let byIndex = known.get(group);
    if (byIndex === undefined) known.set(group, (byIndex = new Map()));
    const isPainted = painted.has(group);
    const key = isPainted || (group !== 0 && surfaces.differsByIndex(part, group)) ? index : 0;
    const place = byIndex.get(key);
    if (place !== undefined) return place;
    const surface = group === 0 ? {} : surfaces.surfaceOf(part, group, index, isPainted);
    byIndex.set(key, buckets.push({ surface, count: 0 }) - 1);
    return buckets.length - 1;
  };
  for (let triangle = 0; triangle < triangles; triangle += 1) {
    const hasOwn = (groups[triangle] ?? 0) !== 0;
    const group = hasOwn ? groups[triangle]! : (object.property?.group ?? 0);
    const index = hasOwn ? indices[triangle * 3]! : (object.property?.index ?? 0);
    const bucket = bucketOf(group, index);
    places[triangle] = bucket;
    buckets[bucket]!.count += 1;
  }
  return { buckets, places };
}

/** More colours than this are a picture rather than parts that are painted. */
const MOST_PAINTS = 64;

/**
 * The groups of colours of which every triangle has one in all of its corners: they become materials, which more formats
 * hold than colours of vertices, STEP among them.
 */
function paintedGroups(part: ModelPart, object: ModelObject, mesh: ObjectMesh): Set<number> {
  const groups = mesh.groups.view();
  const indices = mesh.indices.view();
  const used = new Map<number, Set<number>>();
  const mixed = new Set<number>();
  for (let triangle = 0; triangle < mesh.corners.length / 3; triangle += 1) {
    const hasOwn = (groups[triangle] ?? 0) !== 0;
    const group = hasOwn ? groups[triangle]! : (object.property?.group ?? 0);
    if (mixed.has(group) || (!used.has(group) && part.properties.get(group)?.kind !== 'colours')) continue;
    const index = hasOwn ? indices[triangle * 3]! : object.property!.index;
    const isMixed = hasOwn && (indices[triangle * 3 + 1] !== index || indices[triangle * 3 + 2] !== index);
    const seen = used.get(group) ?? new Set();
    used.set(group, seen.add(index));
    if (isMixed || seen.size > MOST_PAINTS) mixed.add(group);
  }
  return new Set([...used.keys()].filter((group) => !mixed.has(group)));
}

const materialOf = ({ material }: Surface): { material?: number } =>
  material === undefined ? {} : { material };

/** @param remap as long as there are vertices, all 0 before and after */
function withoutCorners(
  positions: Float64Array,
  corners: Uint32Array,
  triangles: Uint32Array,
  surface: Surface,
  remap: Uint32Array,
): Primitive {
  const indices = new Uint32Array(triangles.length * 3);
  let count = 0;
  for (let at = 0; at < indices.length; at += 1) {
    const vertex = corners[triangles[Math.floor(at / 3)]! * 3 + (at % 3)]!;
    if (remap[vertex] === 0) remap[vertex] = ++count;
    indices[at] = remap[vertex]! - 1;
  }
  const used = new Float64Array(count * 3);
  for (let at = 0; at < indices.length; at += 1) {
    const vertex = corners[triangles[Math.floor(at / 3)]! * 3 + (at % 3)]!;
    for (let axis = 0; axis < 3; axis += 1) used[indices[at]! * 3 + axis] = positions[vertex * 3 + axis]!;
  }
  for (const triangle of triangles)
    for (let at = triangle * 3; at < triangle * 3 + 3; at += 1) remap[corners[at]!] = 0;
  return { positions: used, indices, ...materialOf(surface) };
}

/** A vertex for each pair of a point and a property. */
function withCorners(
  positions: Float64Array,
  corners: Uint32Array,
  triangles: Uint32Array,
  mesh: ObjectMesh,
  object: ModelObject,
  surface: Surface,
): Primitive {
  const { kind, values, indexOf } = surface.corners!;
  const groups = mesh.groups.view();
  const properties = mesh.indices.view();
  const index = new TupleIndex(2, Math.min(triangles.length, positions.length / 3));
  const pair = new Uint32Array(2);
  const indices = new Uint32Array(triangles.length * 3);
  for (let at = 0; at < indices.length; at += 1) {
    const triangle = triangles[Math.floor(at / 3)]!;
    const corner = triangle * 3 + (at % 3);
    const hasOwn = (groups[triangle] ?? 0) !== 0;
    pair[0] = corners[corner]!;
    pair[1] = indexOf(hasOwn ? properties[corner]! : object.property!.index);
    indices[at] = index.add(pair);
  }
  const pairs = index.tuples();
  const width = kind === 'colours' ? 4 : 2;
  const used = new Float64Array(index.count * 3);
  const attribute = new Float32Array(index.count * width);
  for (let vertex = 0; vertex < index.count; vertex += 1) {
    const point = pairs[vertex * 2]!;
    const property = pairs[vertex * 2 + 1]!;
    for (let axis = 0; axis < 3; axis += 1) used[vertex * 3 + axis] = positions[point * 3 + axis]!;
    for (let at = 0; at < width; at += 1) attribute[vertex * width + at] = values[property * width + at]!;
    if (kind === 'uvs') attribute[vertex * 2 + 1] = 1 - attribute[vertex * 2 + 1]!; // v runs upwards in 3MF
  }
  return { positions: used, indices, [kind]: attribute, ...materialOf(surface) };
}
