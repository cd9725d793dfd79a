import type { OnFraction } from '../read-result.ts';
import { BLOCK, untold } from '../tools/shares.ts';
import { nextCorner } from './edge-mates.ts';
import type { PartGeometry } from './part-geometry.ts';
import type { SplitPart } from './split-bodies.ts';
import { bySize, type TriangleShapes } from './triangle-shapes.ts';

/** Sets of triangles that are to become one face each. */
export interface Regions {
  /** For each triangle the number of its region. */
  regionOf: Int32Array;
  /** The triangles, region by region. */
  triangles: Uint32Array;
  /** For each region where it begins in `triangles`, and the end. */
  starts: Uint32Array;
  /** x, y, z for each region: the unit normal of a plane near all its points; of single triangles zero. */
  normals: Float64Array;
}

/** Of the cosine of the angle to the plane, for triangles that are wide enough to have a normal. */
const MIN_COSINE = 0.5;

/**
 * Collects neighbours that lie in one plane: of one material, joined by an edge, every corner within
 * half of `tolerance` of the plane. The plane follows what has been collected, because that of the first triangle alone
 * may be too short-sighted; where this leads astray, the collection begins again with the plane of the first triangle.
 */
export function growRegions(
  part: PartGeometry,
  split: SplitPart,
  shapes: TriangleShapes,
  tolerance: number,
  onFraction: OnFraction = untold,
): Regions {
  const count = part.triangles.length / 3;
  const regionOf = new Int32Array(count).fill(-1);
  const triangles = new Uint32Array(count);
  const starts = [0];
  const normals: number[] = [];
  const grower = new Grower(part, split, shapes, tolerance / 2, regionOf, triangles);
  let end = 0;
  let told = 0;
  for (const seed of bySize(shapes)) {
    if (regionOf[seed] !== -1) continue;
    if (end >= told) {
      onFraction(end / count);
      told = end + BLOCK;
    }
    const region = starts.length - 1;
    let grown = grower.grow(seed, region, end, true);
    if (!grower.isFlat(end, grown)) {
      for (let at = end; at < grown; at++) regionOf[triangles[at]!] = -1;
      grown = grower.grow(seed, region, end, false);
    }
    if (grown - end > 1) normals.push(grower.nx, grower.ny, grower.nz);
    else normals.push(0, 0, 0);
    end = grown;
    starts.push(end);
  }
  return { regionOf, triangles, starts: Uint32Array.from(starts), normals: Float64Array.from(normals) };
}

class Grower {
  nx = 0;
  ny = 0;
  nz = 0;
  readonly #points: Float64Array;
  readonly #corners: Uint32Array;
  readonly #materials: Int32Array;
  readonly #split: SplitPart;
  readonly #shapes: TriangleShapes;
  readonly #tolerance: number;
  readonly #regionOf: Int32Array;
  readonly #triangles: Uint32Array;

  constructor(
    part: PartGeometry,
    split: SplitPart,
    shapes: TriangleShapes,
    tolerance: number,
    regionOf: Int32Array,
    triangles: Uint32Array,
  ) {
    this.#points = part.points;
    this.#corners = part.triangles;
    this.#materials = part.materials;
    this.#split = split;
    this.#shapes = shapes;
    this.#tolerance = tolerance;
    this.#regionOf = regionOf;
    this.#triangles = triangles;
  }

  /** Appends a region to `triangles` from `start` on and returns its end. Leaves its normal in nx, ny, nz. */
  grow(seed: number, region: number, start: number, follow: boolean): number {
    const points = this.#points;
    const corners = this.#corners;
    const triangles = this.#triangles;
    const regionOf = this.#regionOf;
    const { mates } = this.#split;
    const { areaVectors, areas, longestEdges } = this.#shapes;
    const tolerance = this.#tolerance;
    const material = this.#materials[seed];
    triangles[start] = seed;
    regionOf[seed] = region;
    let end = start + 1;
    const area = areas[seed]!;
    if (!(area > 0)) return end;
    // The plane: sums of area vectors, and of centres weighted with areas, relative to a corner of the seed.
    const origin = corners[3 * seed]! * 3;
    const ox = points[origin]!;
    const oy = points[origin + 1]!;
    const oz = points[origin + 2]!;
    let weight = 0;
    let sx = 0;
    let sy = 0;
    let sz = 0;
    let cx = 0;
    let cy = 0;
    let cz = 0;
    let level = 0; // of the plane along the normal, relative to the origin
    let nx = 0;
    let ny = 0;
    let nz = 0;
    const include = (t: number): void => {
      const size = areas[t]!;
      weight += size;
      sx += areaVectors[3 * t]!;
      sy += areaVectors[3 * t + 1]!;
      sz += areaVectors[3 * t + 2]!;
      for (let h = 3 * t; h < 3 * t + 3; h++) {
        const p = corners[h]! * 3;
        cx += ((points[p]! - ox) * size) / 3;
        cy += ((points[p + 1]! - oy) * size) / 3;
        cz += ((points[p + 2]! - oz) * size) / 3;
      }
      const length = Math.sqrt(sx * sx + sy * sy + sz * sz);
      nx = sx / length;
      ny = sy / length;
      nz = sz / length;
      level = (nx * cx + ny * cy + nz * cz) / weight;
    };
    include(seed);
    for (let at = start; at < end; at++) {
      const t = triangles[at]!;
      for (let h = 3 * t; h < 3 * t + 3; h++) {
        const mate = mates[h]!;
        if (mate === -1) continue;
        const other = (mate / 3) | 0;
        if (regionOf[other] !== -1 || this.#materials[other] !== material) continue;
        const tip = corners[nextCorner(nextCorner(mate))]! * 3;
        const height =
          nx * (points[tip]! - ox) + ny * (points[tip + 1]! - oy) + nz * (points[tip + 2]! - oz) - level;
        if (!(Math.abs(height) <= tolerance)) continue;
        const along =
          nx * areaVectors[3 * other]! + ny * areaVectors[3 * other + 1]! + nz * areaVectors[3 * other + 2]!;
        const isThin = areas[other]! <= 4 * tolerance * longestEdges[other]!;
        if (!isThin && !(along >= MIN_COSINE * areas[other]!)) continue;
        regionOf[other] = region;
        triangles[end++] = other;
        if (follow) include(other);
      }
    }
    this.nx = nx;
    this.ny = ny;
    this.nz = nz;
    return end;
  }

  /** Whether all corners of the last grown region lie between two planes with that normal, one tolerance apart. */
  isFlat(start: number, end: number): boolean {
    if (end - start === 1) return true;
    const points = this.#points;
    const { nx, ny, nz } = this;
    const origin = this.#corners[3 * this.#triangles[start]!]! * 3;
    let low = 0;
    let high = 0;
    for (let at = start; at < end; at++) {
      const t = this.#triangles[at]!;
      for (let h = 3 * t; h < 3 * t + 3; h++) {
        const p = this.#corners[h]! * 3;
        const height =
          nx * (points[p]! - points[origin]!) +
          ny * (points[p + 1]! - points[origin + 1]!) +
          nz * (points[p + 2]! - points[origin + 2]!);
        if (height < low) low = height;
        if (height > high) high = height;
      }
    }
    return high - low <= 2 * this.#tolerance;
  }
}
