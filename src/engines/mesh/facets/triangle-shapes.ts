import type { PartGeometry } from './part-geometry.ts';

/** Numbers of each triangle that merging asks for again and again. */
export interface TriangleShapes {
  /** x, y, z: twice the area along the normal. */
  areaVectors: Float64Array;
  /** Twice the area. */
  areas: Float64Array;
  longestEdges: Float64Array;
}

export function triangleShapes({ points, triangles }: PartGeometry): TriangleShapes {
  const count = triangles.length / 3;
  const areaVectors = new Float64Array(triangles.length);
  const areas = new Float64Array(count);
  const longestEdges = new Float64Array(count);
  for (let t = 0; t < count; t++) {
    const a = triangles[3 * t]! * 3;
    const b = triangles[3 * t + 1]! * 3;
    const c = triangles[3 * t + 2]! * 3;
    const ux = points[b]! - points[a]!;
    const uy = points[b + 1]! - points[a + 1]!;
    const uz = points[b + 2]! - points[a + 2]!;
    const vx = points[c]! - points[a]!;
    const vy = points[c + 1]! - points[a + 1]!;
    const vz = points[c + 2]! - points[a + 2]!;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    areaVectors[3 * t] = nx;
    areaVectors[3 * t + 1] = ny;
    areaVectors[3 * t + 2] = nz;
    areas[t] = Math.sqrt(nx * nx + ny * ny + nz * nz);
    const [wx, wy, wz] = [ux - vx, uy - vy, uz - vz];
    longestEdges[t] = Math.sqrt(
      Math.max(ux * ux + uy * uy + uz * uz, vx * vx + vy * vy + vz * vz, wx * wx + wy * wy + wz * wz),
    );
  }
  return { areaVectors, areas, longestEdges };
}

/** Triangles from the largest to the smallest; those of about one size (2^−8) in their own order. */
export function bySize({ areas }: TriangleShapes): Uint32Array {
  const words = new Uint32Array(Float32Array.from(areas).buffer);
  const bucketOf = (t: number): number => BUCKETS - 1 - (words[t]! >>> 15);
  const starts = new Uint32Array(BUCKETS + 1);
  for (let t = 0; t < words.length; t++) starts[bucketOf(t) + 1]! += 1;
  for (let bucket = 0; bucket < BUCKETS; bucket++) starts[bucket + 1]! += starts[bucket]!;
  const order = new Uint32Array(words.length);
  for (let t = 0; t < words.length; t++) order[starts[bucketOf(t)]!++] = t;
  return order;
}

/** Sign, exponent and 8 bits of the mantissa; an area has no sign. */
const BUCKETS = 2 ** 16;
