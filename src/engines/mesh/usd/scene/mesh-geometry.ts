import type { EngineLimits } from '../../../engine-module.ts';
import { tooManyVertices } from '../../limits.ts';
import type { Primitive } from '../../model.ts';
import type { OnFraction } from '../../read-result.ts';
import { columnsOf, findDistinct } from '../../tools/distinct.ts';
import { Uint32List } from '../../tools/growable.ts';
import { PolygonList } from '../../tools/polygon-list.ts';
import { inSteps } from '../../tools/shares.ts';
import { transformUvs } from '../../tools/transform-uvs.ts';
import { takeTuples, takeVertices } from '../../tools/vertex-arrays.ts';
import type { Attributes } from '../../tools/vertex-attributes.ts';
import type { Numbers } from '../layer/layer.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import { cornerSlots, isPerCorner, type Primvar, pointSlots, type Slots, spread } from './primvars.ts';
import { malformed, readTopology, type Topology } from './topology.ts';
import type { UvSet } from './uv-set.ts';

/** Texture coordinates, and what is to be done to them. */
export type UvPrimvar = Primvar & Pick<UvSet, 'transform'>;

export interface MeshPrimvars {
  normals: Primvar | undefined;
  uvs: UvPrimvar | undefined;
  secondUvs: UvPrimvar | undefined;
  colours: Primvar | undefined;
  opacities: Primvar | undefined;
}

type Vertices = Omit<Primitive, 'indices' | 'material'>;

export interface MeshGeometry {
  /** Of each group of faces; a group may have none. */
  groups: Primitive[];
  /** Primvars that were left out since they do not fit the mesh. */
  unfit: number;
}

/**
 * The faces of a UsdGeomMesh.
 * @param groups how many there are
 * @param groupOf a face is in
 */
export function readMeshGeometry(
  prim: StagePrim,
  primvars: MeshPrimvars,
  groups: number,
  groupOf: (face: number) => number,
  limits: EngineLimits,
  onFraction: OnFraction,
): MeshGeometry | undefined {
  const nextStep = inSteps(4, onFraction);
  const points = prim.array('points');
  if (points === undefined || points.width !== 3) return undefined;
  if (points.length > limits.maxVertices) throw tooManyVertices(points.length, limits);
  nextStep()(1);
  const topology = readTopology(prim, points.length, limits);
  nextStep()(1);
  if (topology === undefined) return undefined;
  const positions =
    points.numbers instanceof Float64Array || points.numbers instanceof Float32Array
      ? points.numbers
      : Float32Array.from(points.numbers);
  if (!positions.every(Number.isFinite)) throw malformed(prim, 'has a point that is not finite');

  const given = Object.values(primvars).filter((primvar) => primvar !== undefined);
  const { vertices, vertexOfCorner, unfit } = given.some(isPerCorner)
    ? perCorner(positions, topology, primvars, limits, nextStep())
    : perPoint(positions, topology, primvars);
  const lists = listFaces(vertices.positions, vertexOfCorner, topology, groups, groupOf, limits);
  const isWhole = groups === 1 && topology.holes.size === 0;
  const places = new Uint32Array(isWhole ? 0 : vertices.positions.length / 3);
  return {
    groups: lists.map((faces) => (isWhole ? { ...vertices, ...faces } : partOf(vertices, faces, places))),
    unfit,
  };
}

function perPoint(positions: Vertices['positions'], topology: Topology, primvars: MeshPrimvars) {
  const { attributes, unfit } = readAttributes(primvars, pointSlots(positions.length / 3));
  return { vertices: { positions, ...attributes }, vertexOfCorner: topology.indices, unfit };
}

/** Corners that agree in everything become one vertex. */
function perCorner(
  points: Vertices['positions'],
  topology: Topology,
  primvars: MeshPrimvars,
  limits: EngineLimits,
  onFraction: OnFraction,
) {
  const slots = cornerSlots(topology);
  const { attributes, unfit } = readAttributes(primvars, slots);
  const positions = takeTuples(points, 3, topology.indices);
  const corners = { positions, ...attributes };
  const { ids, firsts } = findDistinct(columnsOf(corners), slots.count, onFraction);
  if (firsts.length > limits.maxVertices) throw tooManyVertices(firsts.length, limits);
  return { vertices: takeVertices(corners, firsts), vertexOfCorner: ids, unfit };
}

function readAttributes({ normals, uvs, secondUvs, colours, opacities }: MeshPrimvars, slots: Slots) {
  const read = (primvar: Primvar | undefined) => primvar && spread(primvar, slots);
  const readUvs = (primvar: UvPrimvar | undefined) => {
    const spreadUvs = read(primvar);
    if (spreadUvs && primvar?.transform) {
      transformUvs(spreadUvs, primvar.transform);
      if (!spreadUvs.every(Number.isFinite)) return undefined;
    }
    for (let at = 1; spreadUvs && at < spreadUvs.length; at += 2) spreadUvs[at] = 1 - spreadUvs[at]!; // v runs upwards in USD
    return spreadUvs;
  };
  const attributes: Attributes = {};
  const spreadNormals = read(normals);
  if (spreadNormals) attributes.normals = toUnitLength(spreadNormals);
  const spreadUvs = readUvs(uvs);
  if (spreadUvs) attributes.uvs = spreadUvs;
  const spreadSecond = spreadUvs && readUvs(secondUvs);
  if (spreadSecond) attributes.secondUvs = spreadSecond;
  const rgb = read(colours);
  const alphas = read(opacities);
  if (rgb) attributes.colours = withAlphas(rgb, alphas);
  const fit = [spreadNormals, spreadUvs, spreadSecond, rgb, alphas].filter(Boolean).length;
  return { attributes, unfit: [normals, uvs, secondUvs, colours, opacities].filter(Boolean).length - fit };
}

function withAlphas(rgb: Float32Array, alphas: Float32Array | undefined): Float32Array {
  const rgba = new Float32Array((rgb.length / 3) * 4);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    for (let channel = 0; channel < 3; channel += 1) rgba[to + channel] = limited(rgb[from + channel]!);
    rgba[to + 3] = limited(alphas?.[from / 3] ?? 1);
  }
  return rgba;
}

const limited = (value: number): number => Math.min(1, Math.max(0, value));

function toUnitLength(normals: Float32Array): Float32Array {
  for (let at = 0; at < normals.length; at += 3) {
    const length = Math.hypot(normals[at]!, normals[at + 1]!, normals[at + 2]!);
    if (length === 0 || Math.abs(length - 1) < 1e-6) continue;
    for (let axis = 0; axis < 3; axis += 1) normals[at + axis]! /= length;
  }
  return normals;
}

type Faces = Pick<Primitive, 'indices' | 'polygons'>;

function listFaces(
  positions: Vertices['positions'],
  vertexOfCorner: Numbers,
  { counts, holes, isLeftHanded }: Topology,
  groups: number,
  groupOf: (face: number) => number,
  limits: EngineLimits,
): Faces[] {
  const areTriangles = holes.size === 0 && !isLeftHanded && counts.every((size) => size === 3);
  if (groups === 1 && areTriangles) return [{ indices: asUnsigned(vertexOfCorner) }];
  const lists = Array.from(
    { length: groups },
    () => new PolygonList(Math.ceil(counts.length / groups), limits),
  );
  let from = 0;
  counts.forEach((size, face) => {
    if (size >= 3 && !holes.has(face)) {
      const list = lists[groupOf(face)]!;
      list.begin(size);
      list.corner(vertexOfCorner[from]!);
      for (let step = 1; step < size; step += 1) {
        list.corner(vertexOfCorner[from + (isLeftHanded ? size - step : step)]!);
      }
    }
    from += size;
  });
  return lists.map((list) => list.finish(positions));
}

/** No index is negative, so the same bytes say the same. */
const asUnsigned = (indices: Numbers): Uint32Array =>
  indices instanceof Int32Array || indices instanceof Uint32Array
    ? new Uint32Array(indices.buffer, indices.byteOffset, indices.length)
    : Uint32Array.from(indices);

/**
 * Only the vertices that the triangles use, in the order of their first use.
 * @param places zeros, one for each vertex; zeros again afterwards
 */
function partOf(vertices: Vertices, { indices, polygons }: Faces, places: Uint32Array): Primitive {
  const used = new Uint32List(Math.min(indices.length, places.length));
  for (const vertex of indices) {
    if (places[vertex] !== 0) continue;
    used.push(vertex);
    places[vertex] = used.length;
  }
  const taken = used.view();
  const moved = indices.map((vertex) => places[vertex]! - 1);
  const corners = polygons?.corners.map((vertex) => places[vertex]! - 1);
  for (const vertex of taken) places[vertex] = 0;
  return {
    ...takeVertices(vertices, taken),
    indices: moved,
    ...(polygons && corners && { polygons: { sizes: polygons.sizes, corners, indices: moved } }),
  };
}
