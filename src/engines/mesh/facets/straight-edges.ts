import type { FacetPart } from './facet-model.ts';

/** Of OCCT: points that are nearer than this are one. Millimetres. */
const CONFUSION = 1e-7;

export interface StraightEdge {
  from: number;
  to: number;
  /** Unit. */
  direction: readonly [number, number, number];
  length: number;
}

export function straightEdge({ points, faces: { edges } }: FacetPart, edge: number): StraightEdge {
  const from = edges.ends[2 * edge]!;
  const to = edges.ends[2 * edge + 1]!;
  const x = points[3 * to]! - points[3 * from]!;
  const y = points[3 * to + 1]! - points[3 * from + 1]!;
  const z = points[3 * to + 2]! - points[3 * from + 2]!;
  const length = Math.hypot(x, y, z);
  return { from, to, length, direction: [x / length, y / length, z / length] };
}

/** How far edges and points may lie from the planes that meet there, in millimetres. */
export function tolerancesOf({ points, faces }: FacetPart): { edges: Float64Array; points: Float64Array } {
  const tolerances = {
    edges: new Float64Array(faces.edges.count).fill(CONFUSION),
    points: new Float64Array(points.length / 3).fill(CONFUSION),
  };
  for (let face = 0; face < faces.count; face++) {
    const tolerance = 1.01 * faces.deviations[face]!; // what the numbers in the file round away
    if (tolerance <= CONFUSION) continue;
    const from = faces.cornerStarts[faces.loopStarts[face]!]!;
    const to = faces.cornerStarts[faces.loopStarts[face + 1]!]!;
    for (let at = from; at < to; at++) {
      const edge = faces.edgeUses[at]! >> 1;
      const point = faces.corners[at]!;
      if (tolerance > tolerances.edges[edge]!) tolerances.edges[edge] = tolerance;
      if (tolerance > tolerances.points[point]!) tolerances.points[point] = tolerance;
    }
  }
  return tolerances;
}
