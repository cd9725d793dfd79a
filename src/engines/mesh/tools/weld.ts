import { type MeshModel, type Primitive, polygonsOf, vertexCount } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { columnsOf, findDistinct, findDistinctPositions } from './distinct.ts';
import { isKnownDistinct, knowDistinct } from './known.ts';
import { mapPrimitives } from './map-primitives.ts';
import { polygonsRenumbered, polygonsWithoutCollapsed } from './polygons.ts';
import { inSteps, untold } from './shares.ts';
import { takeVertices } from './vertex-arrays.ts';
import { attributesOf } from './vertex-attributes.ts';

export interface Welded {
  model: MeshModel;
  /** Triangles left out because two of their corners are the same point. */
  collapsed: number;
}

/**
 * Makes vertices one that agree in position and every attribute, and leaves out triangles that have the same point
 * twice. Triangles of no area with three different points stay: without them the surface would have gaps.
 */
export function weldModel(model: MeshModel, onFraction?: OnFraction): Welded {
  let collapsed = 0;
  const weld = (primitive: Primitive, onPiece: OnFraction): Primitive => {
    const clean = weldPrimitive(primitive, onPiece);
    collapsed += (primitive.indices.length - clean.indices.length) / 3;
    return clean;
  };
  const welded = mapPrimitives(model, weld, onFraction);
  return { model: welded, collapsed };
}

export function weldPrimitive(primitive: Primitive, onFraction: OnFraction = untold): Primitive {
  const { polygons: _, ...rest } = primitive;
  const { positions } = primitive;
  const isBare = attributesOf(primitive).length === 0;
  const vertices = vertexCount(primitive);
  if (isBare && isKnownDistinct(positions)) {
    return {
      ...primitive,
      ...withoutCollapsed(
        primitive,
        Uint32Array.from({ length: vertices }, (_, at) => at),
      ),
    };
  }
  const nextStep = inSteps(isBare ? 1 : 2, onFraction);
  const { ids, firsts } = findDistinct(columnsOf(primitive), vertices, nextStep());
  const points = isBare ? ids : findDistinctPositions(positions, nextStep()).ids;
  const kept = withoutCollapsed(primitive, points);
  if (firsts.length === vertices) {
    if (isBare) knowDistinct(positions);
    return { ...primitive, ...kept };
  }
  const indices = kept.indices.map((vertex) => ids[vertex]!);
  const taken = takeVertices(primitive, firsts);
  if (isBare) knowDistinct(taken.positions);
  return {
    ...rest,
    ...taken,
    indices,
    ...(kept.polygons && { polygons: polygonsRenumbered(kept.polygons, ids, indices) }),
  };
}

type Faces = Pick<Primitive, 'indices' | 'polygons'>;

/** Leaves out the triangles of which two corners are the same point; the same array where there is none. */
function withoutCollapsed(primitive: Primitive, points: Uint32Array): Faces {
  const { indices } = primitive;
  const polygons = polygonsOf(primitive);
  const isWhole = (at: number): boolean => {
    const a = points[indices[at]!];
    const b = points[indices[at + 1]!];
    const c = points[indices[at + 2]!];
    return a !== b && b !== c && c !== a;
  };
  let whole = 0;
  for (let at = 0; at < indices.length; at += 3) if (isWhole(at)) whole += 3;
  if (whole === indices.length) return { indices, ...(polygons && { polygons }) };
  const kept = new Uint32Array(whole);
  let to = 0;
  for (let at = 0; at < indices.length; at += 3) {
    if (!isWhole(at)) continue;
    kept[to] = indices[at]!;
    kept[to + 1] = indices[at + 1]!;
    kept[to + 2] = indices[at + 2]!;
    to += 3;
  }
  const left = polygons && polygonsWithoutCollapsed(polygons, points, isWhole, kept);
  return { indices: kept, ...(left && { polygons: left }) };
}

/** Leaves out the vertices that no triangle uses; the same primitive where there is none. */
export function dropUnusedVertices(primitive: Primitive): Primitive {
  const { polygons: _, ...rest } = primitive;
  const { indices } = primitive;
  const vertices = vertexCount(primitive);
  const places = new Uint32Array(vertices);
  for (const vertex of indices) places[vertex] = 1;
  let used = 0;
  for (let vertex = 0; vertex < vertices; vertex += 1) used += places[vertex]!;
  if (used === vertices) return primitive;
  const firsts = new Uint32Array(used);
  used = 0;
  for (let vertex = 0; vertex < vertices; vertex += 1) {
    if (places[vertex] === 0) continue;
    firsts[used] = vertex;
    places[vertex] = used;
    used += 1;
  }
  const renumbered = indices.map((vertex) => places[vertex]!);
  const polygons = polygonsOf(primitive);
  return {
    ...rest,
    ...takeVertices(primitive, firsts),
    indices: renumbered,
    ...(polygons && { polygons: polygonsRenumbered(polygons, places, renumbered) }),
  };
}
