import type { EngineLimits } from '../../../engine-module.ts';
import { smoothNormals } from '../../edits/smooth-normals.ts';
import { unitNormals } from '../../gltf/unit-normals.ts';
import { tooManyTriangles, tooManyVertices } from '../../limits.ts';
import type { Primitive } from '../../model.ts';
import { Uint32List } from '../../tools/growable.ts';
import { PolygonList } from '../../tools/polygon-list.ts';
import { TupleIndex } from '../../tools/tuple-index.ts';
import { dropUnusedVertices } from '../../tools/weld.ts';

/** The faces of a geometry node before they have vertices: each corner refers to lists of points, normals and so on. */
export interface FaceSet {
  /** x, y, z. */
  points: Float64Array;
  /** Corners of each face, at least 3. */
  sizes: Uint32List;
  /** The points at the corners of all faces. */
  corners: Uint32List;
  normals?: Attribute;
  /** v runs upwards as in X3D. */
  uvs?: Attribute;
  /** Linear r, g, b, a. */
  colours?: Attribute;
  /** False: corners run clockwise seen from outside. */
  ccw: boolean;
  /** False: both sides of the faces are seen. */
  solid: boolean;
  /** Where no normals are given: neighbours that bend by less (radians) are one smooth surface. */
  creaseAngle: number;
}

export interface Attribute {
  values: Float32Array;
  width: 2 | 3 | 4;
  /** For each corner; absent: those of its point. */
  indices?: Uint32Array;
}

/** Faces that a geometry node makes, counted against the limit while they are listed. */
export class FaceLists {
  readonly sizes: Uint32List;
  readonly corners: Uint32List;
  private triangles = 0;
  private readonly limits: EngineLimits;

  /** @param expectedCorners of all faces */
  constructor(limits: EngineLimits, expectedCorners = 256) {
    this.corners = new Uint32List(expectedCorners);
    this.sizes = new Uint32List(Math.ceil(expectedCorners / 3));
    this.limits = limits;
  }

  add(...corners: number[]): void {
    for (const corner of corners) this.corners.push(corner);
    this.close(corners.length);
  }

  /** Makes a face of the last corners. */
  close(size: number): void {
    this.sizes.push(size);
    this.triangles += size - 2;
    if (this.triangles > this.limits.maxTriangles) throw tooManyTriangles(undefined, this.limits);
  }
}

export function toPrimitive(faces: FaceSet, limits: EngineLimits): Primitive {
  const { normals, uvs, colours, creaseAngle } = faces;
  const attributes = [normals, uvs, colours].filter((each) => each !== undefined);
  const isShared = attributes.every(({ indices }) => indices === undefined);
  const primitive = isShared ? sharingVertices(faces, limits) : splitVertices(faces, attributes, limits);
  if (primitive.uvs)
    for (let at = 1; at < primitive.uvs.length; at += 2) primitive.uvs[at] = 1 - primitive.uvs[at]!;
  if (primitive.normals) return { ...primitive, normals: unitNormals(primitive.normals, primitive) };
  return creaseAngle > 0 ? smoothNormals(primitive, creaseAngle) : primitive;
}

/** Every list has an item for each point. */
function sharingVertices(faces: FaceSet, limits: EngineLimits): Primitive {
  const { points, corners, normals, uvs, colours } = faces;
  const isDone = faces.ccw && faces.sizes.view().every((size) => size === 3);
  const list = isDone ? undefined : polygonsOf(faces, limits, (at) => corners.view()[at]!);
  return dropUnusedVertices({
    positions: points,
    ...(list?.finish(points) ?? { indices: corners.view() }),
    ...(normals && { normals: normals.values.slice(0, points.length) }),
    ...(uvs && { uvs: uvs.values.slice(0, (points.length / 3) * 2) }),
    ...(colours && { colours: colours.values.slice(0, (points.length / 3) * 4) }),
  });
}

/** One vertex for each combination that a corner has. */
function splitVertices(faces: FaceSet, attributes: readonly Attribute[], limits: EngineLimits): Primitive {
  const corners = faces.corners.view();
  const width = attributes.length + 1;
  const index = new TupleIndex(width, faces.points.length / 3);
  const words = new Uint32Array(width);
  const list = polygonsOf(faces, limits, (at) => {
    words[0] = corners[at]!;
    for (let k = 1; k < width; k += 1) words[k] = attributes[k - 1]!.indices?.[at] ?? corners[at]!;
    const vertex = index.add(words);
    if (index.count > limits.maxVertices) throw tooManyVertices(undefined, limits);
    return vertex;
  });
  const tuples = index.tuples();
  const { count } = index;
  const gather = <T extends Float32Array | Float64Array>(from: T, to: T, place: number, step: number): T => {
    for (let vertex = 0; vertex < count; vertex += 1) {
      const start = tuples[vertex * width + place]! * step;
      for (let item = 0; item < step; item += 1) to[vertex * step + item] = from[start + item]!;
    }
    return to;
  };
  const gathered = (attribute: Attribute | undefined): Float32Array | undefined =>
    attribute &&
    gather(
      attribute.values,
      new Float32Array(count * attribute.width),
      attributes.indexOf(attribute) + 1,
      attribute.width,
    );
  const positions = gather(faces.points, new Float64Array(count * 3), 0, 3);
  const [normals, uvs, colours] = [faces.normals, faces.uvs, faces.colours].map(gathered);
  return {
    positions,
    ...list.finish(positions),
    ...(normals && { normals }),
    ...(uvs && { uvs }),
    ...(colours && { colours }),
  };
}

/** Where corners run clockwise they are taken backwards; each face still begins with its first. */
function polygonsOf(
  { sizes, ccw }: FaceSet,
  limits: EngineLimits,
  vertexAt: (corner: number) => number,
): PolygonList {
  const list = new PolygonList(sizes.length, limits);
  let from = 0;
  for (const size of sizes.view()) {
    list.begin(size);
    list.corner(vertexAt(from));
    for (let step = 1; step < size; step += 1) list.corner(vertexAt(ccw ? from + step : from + size - step));
    from += size;
  }
  return list;
}
