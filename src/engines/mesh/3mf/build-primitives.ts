import type { Primitive } from '../model.ts';
import { TupleIndex } from '../tools/tuple-index.ts';
import type { ModelObject, ModelPart, ObjectMesh } from './model-part.ts';
import type { Surface, Surfaces } from './surfaces.ts';
import { VertexNumbers } from './vertex-numbers.ts';

/** Triangles that look alike, by their numbers in the mesh. */
interface Bucket {
  surface: Surface;
  count: number;
}

/** The triangles of a bucket; undefined: all that there are. */
type Triangles = Uint32Array | undefined;

/**
 * One primitive for each way to look that the triangles of an object have.
 * @param mesh used up: its arrays become those of primitives, with other content
 */
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
  const lists = listTriangles(buckets, places);
  const numbers = new VertexNumbers(positions.length / 3);
  return buckets.map(({ surface }, bucket) =>
    surface.corners === undefined
      ? withoutCorners(positions, corners, lists[bucket], surface, numbers)
      : withCorners(positions, corners, lists[bucket], mesh, object, surface),
  );
}

/** Of each bucket; none where there is one only. */
function listTriangles(buckets: readonly Bucket[], places: Uint32Array | undefined): Uint32Array[] {
  if (places === undefined) return [];
  const lists = buckets.map(({ count }) => new Uint32Array(count));
  const ends = new Uint32Array(buckets.length);
  for (let triangle = 0; triangle < places.length; triangle += 1) {
    const bucket = places[triangle]!;
    lists[bucket]![ends[bucket]!++] = triangle;
  }
  return lists;
}

function sortTriangles(part: ModelPart, object: ModelObject, mesh: ObjectMesh, surfaces: Surfaces) {
  const triangles = mesh.corners.length / 3;
  const groups = mesh.groups.view();
  const indices = mesh.indices.view();
  let places: Uint32Array | undefined; // not before there is a second bucket
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
    if (bucket > 0) places ??= new Uint32Array(triangles);
    if (places !== undefined) places[triangle] = bucket;
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

function withoutCorners(
  positions: Float64Array,
  corners: Uint32Array,
  triangles: Triangles,
  surface: Surface,
  numbers: VertexNumbers,
): Primitive {
  const indices = indicesFor(corners, triangles);
  for (let at = 0; at < indices.length; at += 3) {
    const corner = triangles === undefined ? at : triangles[at / 3]! * 3;
    indices[at] = numbers.add(corners[corner]!);
    indices[at + 1] = numbers.add(corners[corner + 1]!);
    indices[at + 2] = numbers.add(corners[corner + 2]!);
  }
  const vertices = numbers.take();
  return { positions: pointsAt(positions, vertices, 1), indices, ...materialOf(surface) };
}

/** A vertex for each pair of a point and a property. */
function withCorners(
  positions: Float64Array,
  corners: Uint32Array,
  triangles: Triangles,
  mesh: ObjectMesh,
  object: ModelObject,
  surface: Surface,
): Primitive {
  const { kind, values, indexOf } = surface.corners!;
  const groups = mesh.groups.view();
  const properties = mesh.indices.view();
  const indices = indicesFor(corners, triangles);
  const index = new TupleIndex(2, Math.min(indices.length / 3, positions.length / 3));
  const pair = new Uint32Array(2);
  for (let at = 0; at < indices.length; at += 3) {
    const triangle = triangles === undefined ? at / 3 : triangles[at / 3]!;
    const hasOwn = (groups[triangle] ?? 0) !== 0;
    for (let side = 0; side < 3; side += 1) {
      const corner = triangle * 3 + side;
      pair[0] = corners[corner]!;
      pair[1] = indexOf(hasOwn ? properties[corner]! : object.property!.index);
      indices[at + side] = index.add(pair);
    }
  }
  const pairs = index.tuples();
  const width = kind === 'colours' ? 4 : 2;
  const attribute = new Float32Array(index.count * width);
  for (let vertex = 0; vertex < index.count; vertex += 1) {
    const property = pairs[vertex * 2 + 1]!;
    for (let at = 0; at < width; at += 1) attribute[vertex * width + at] = values[property * width + at]!;
    if (kind === 'uvs') attribute[vertex * 2 + 1] = 1 - attribute[vertex * 2 + 1]!; // v runs upwards in 3MF
  }
  return { positions: pointsAt(positions, pairs, 2), indices, [kind]: attribute, ...materialOf(surface) };
}

/** Where all triangles are in one bucket, their indices may take the place of the corners, one after another. */
const indicesFor = (corners: Uint32Array, triangles: Triangles): Uint32Array =>
  triangles === undefined ? corners : new Uint32Array(triangles.length * 3);

/** @param points every `step`th item is the number of a point */
function pointsAt(positions: Float64Array, points: Uint32Array, step: number): Float64Array {
  const found = new Float64Array((points.length / step) * 3);
  for (let from = 0, to = 0; from < points.length; from += step, to += 3) {
    const point = points[from]! * 3;
    found[to] = positions[point]!;
    found[to + 1] = positions[point + 1]!;
    found[to + 2] = positions[point + 2]!;
  }
  return found;
}
