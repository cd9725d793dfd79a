import { MeshoptSimplifier } from 'meshoptimizer';
import { METRES_PER_UNIT } from '../../../domain/report.ts';
import type { MeshModel, Primitive } from '../model.ts';
import { triangleCount } from '../model.ts';
import type { MeshOptions, OnFraction } from '../read-result.ts';
import { countFlattened } from '../tools/flatten.ts';
import { countCorners } from '../tools/map-primitives.ts';
import { bySizes } from '../tools/shares.ts';
import { dropUnusedVertices } from '../tools/weld.ts';

/**
 * Removes edges where that moves the surface least, by meshoptimizer (quadric error metric, after Garland and Heckbert
 * 1997). Every part is reduced by the same share. Where parts of different materials meet, their border stays, so
 * that no gap opens.
 * @param model welded: vertices that are one point must be one vertex, or every edge is a border
 */
export async function simplifyModel(
  model: MeshModel,
  options: MeshOptions,
  warnings: string[],
  onFraction: OnFraction,
): Promise<MeshModel> {
  await MeshoptSimplifier.ready;
  const before = countFlattened(model).triangles;
  const wanted = Math.min(
    before,
    (options.simplify_triangles as number | undefined) ??
      Math.round(before * Number(options.simplify_ratio ?? 1)),
  );
  if (wanted >= before) return model;
  const bound = Number(options.simplify_error ?? 0.01);
  let largest = 0;
  const nextPiece = bySizes(countCorners(model), onFraction);
  const meshes = model.meshes.map((mesh) => ({
    ...mesh,
    primitives: mesh.primitives.map((primitive) => {
      const onPiece = nextPiece(primitive.indices.length);
      const target = Math.floor((triangleCount(primitive) * wanted) / before);
      const { simplified, error } = simplify(primitive, target, bound, mesh.primitives.length > 1);
      largest = Math.max(largest, error);
      onPiece(1);
      return simplified;
    }),
  }));
  const simplified = { ...model, meshes };
  const after = countFlattened(simplified).triangles;
  const moved = (largest * METRES_PER_UNIT[model.unit] * 1000).toPrecision(2);
  const stopped = after > wanted ? ` ${wanted} were asked for: simplify_error stopped it.` : '';
  warnings.push(
    `Simplified from ${before} to ${after} triangles; the surface moved by about ${Number(moved)} mm at most.${stopped}`,
  );
  return simplified;
}

/** @returns the error as a length in the unit of the positions */
function simplify(
  primitive: Primitive,
  triangles: number,
  bound: number,
  hasNeighbours: boolean,
): { simplified: Primitive; error: number } {
  const { indices } = primitive;
  if (indices.length === 0) return { simplified: primitive, error: 0 };
  const points = aboutTheirCentre(primitive.positions);
  const flags = hasNeighbours ? (['LockBorder'] as const) : [];
  const { attributes, weights } = attributesOf(primitive);
  const [kept, relative] =
    weights.length === 0
      ? MeshoptSimplifier.simplify(indices, points, 3, triangles * 3, bound, [...flags])
      : MeshoptSimplifier.simplifyWithAttributes(
          indices,
          points,
          3,
          attributes,
          weights.length,
          weights,
          null,
          triangles * 3,
          bound,
          [...flags],
        );
  if (kept.length === 0 || kept.length === indices.length) return { simplified: primitive, error: 0 };
  const error = relative * MeshoptSimplifier.getScale(points, 3);
  return { simplified: dropUnusedVertices({ ...primitive, indices: kept.slice() }), error };
}

/** Single precision is enough to decide which edges to remove, if the numbers are small. */
function aboutTheirCentre(positions: Primitive['positions']): Float32Array {
  if (positions instanceof Float32Array) return positions;
  const points = new Float32Array(positions.length);
  const origin = positions.slice(0, 3);
  for (let at = 0; at < points.length; at += 1) points[at] = positions[at]! - origin[at % 3]!;
  return points;
}

/** How much a change of an attribute counts beside a move of the surface; as gltfpack weighs them. */
const NORMAL_WEIGHT = 0.5;
const COLOUR_WEIGHT = 1;

function attributesOf({ positions, normals, colours }: Primitive): {
  attributes: Float32Array;
  weights: number[];
} {
  const weights = [
    ...(normals === undefined ? [] : [NORMAL_WEIGHT, NORMAL_WEIGHT, NORMAL_WEIGHT]),
    ...(colours === undefined ? [] : [COLOUR_WEIGHT, COLOUR_WEIGHT, COLOUR_WEIGHT]),
  ];
  const vertices = positions.length / 3;
  const attributes = new Float32Array(vertices * weights.length);
  for (let vertex = 0, at = 0; vertex < vertices && weights.length > 0; vertex += 1) {
    for (let axis = 0; normals !== undefined && axis < 3; axis += 1)
      attributes[at++] = normals[vertex * 3 + axis]!;
    for (let channel = 0; colours !== undefined && channel < 3; channel += 1) {
      attributes[at++] = colours[vertex * 4 + channel]!;
    }
  }
  return { attributes, weights };
}
