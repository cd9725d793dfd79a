import { nextCorner } from './edge-mates.ts';
import type { PartGeometry } from './part-geometry.ts';
import type { SplitPart } from './split-bodies.ts';
import { markCorners } from './straight-chains.ts';

/** Walks the borders of regions along half-edges, inside on the left. */
export class RegionBorders {
  readonly #triangles: Uint32Array;
  readonly #mates: Int32Array;
  readonly #regionOf: Int32Array;

  constructor({ triangles }: PartGeometry, { mates }: SplitPart, regionOf: Int32Array) {
    this.#triangles = triangles;
    this.#mates = mates;
    this.#regionOf = regionOf;
  }

  isBorder(h: number): boolean {
    const mate = this.#mates[h]!;
    return mate === -1 || this.#regionOf[(mate / 3) | 0] !== this.#regionOf[(h / 3) | 0];
  }

  /** The border half-edge that follows: it turns round the end of this one inside the region. */
  next(h: number): number {
    let next = nextCorner(h);
    while (!this.isBorder(next)) next = nextCorner(this.#mates[next]!);
    return next;
  }

  /**
   * Finds the points where a face needs a corner: where not exactly two border edges meet, and where two meet at an
   * angle. Both faces along a chain of edges see the same answer, so that they keep the same points.
   *
   * @param keep 1 for points that are corners whatever their edges
   * @returns 1 for each point that is a corner
   */
  findCorners(points: Float64Array, keep: Uint8Array, tolerance: number): Uint8Array {
    const triangles = this.#triangles;
    const degrees = new Uint8Array(keep.length);
    for (let h = 0; h < triangles.length; h++) {
      const mate = this.#mates[h]!;
      if (!this.isBorder(h) || (mate !== -1 && mate < h)) continue;
      for (const point of [triangles[h]!, triangles[nextCorner(h)]!]) {
        if (degrees[point]! < 3) degrees[point]! += 1;
      }
    }
    const isCorner = Uint8Array.from(keep);
    for (let point = 0; point < keep.length; point++) {
      if (degrees[point] !== 0 && degrees[point] !== 2) isCorner[point] = 1;
    }
    const seen = new Uint8Array(triangles.length);
    for (let h = 0; h < triangles.length; h++) {
      if (seen[h] === 0 && this.isBorder(h) && isCorner[triangles[h]!] === 1) {
        markCorners(points, this.#chainFrom(h, isCorner, seen), isCorner, tolerance);
      }
    }
    // What is left are rings without any corner so far.
    for (let h = 0; h < triangles.length; h++) {
      if (seen[h] === 1 || !this.isBorder(h)) continue;
      isCorner[triangles[h]!] = 1;
      const ring = this.#chainFrom(h, isCorner, seen);
      isCorner[triangles[h]!] = 0;
      const turned = fromFarthest(points, ring);
      isCorner[turned[0]!] = 1;
      markCorners(points, turned, isCorner, tolerance);
    }
    return isCorner;
  }

  /** Points from the start of a half-edge to the next one that is a corner already; marks both sides as seen. */
  #chainFrom(first: number, isCorner: Uint8Array, seen: Uint8Array): number[] {
    const chain = [this.#triangles[first]!];
    for (let h = first; ; h = this.next(h)) {
      seen[h] = 1;
      const mate = this.#mates[h]!;
      if (mate !== -1) seen[mate] = 1;
      const end = this.#triangles[nextCorner(h)]!;
      chain.push(end);
      if (isCorner[end] === 1) return chain;
    }
  }

  /**
   * The loops round a region as the half-edges that leave their corners, no point twice in one loop: where a border
   * touches itself, it is divided.
   *
   * @param places scratch, as long as there are points, −1 throughout
   */
  loopsOf(region: Uint32Array, isCorner: Uint8Array, seen: Uint8Array, places: Int32Array): number[][] {
    const loops: number[][] = [];
    for (const t of region) {
      for (let first = 3 * t; first < 3 * t + 3; first++) {
        if (seen[first] === 1 || !this.isBorder(first)) continue;
        const open: number[] = [];
        let h = first;
        do {
          seen[h] = 1;
          const point = this.#triangles[h]!;
          if (isCorner[point] === 1) {
            const place = places[point]!;
            if (place !== -1) {
              const loop = open.splice(place);
              for (const each of loop) places[this.#triangles[each]!] = -1;
              loops.push(loop);
            }
            places[point] = open.length;
            open.push(h);
          }
          h = this.next(h);
        } while (h !== first);
        for (const each of open) places[this.#triangles[each]!] = -1;
        loops.push(open);
      }
    }
    return loops;
  }
}

/** A ring that begins where it surely bends: farthest from where it began. */
function fromFarthest(points: Float64Array, ring: readonly number[]): number[] {
  const [a, b, c] = [0, 1, 2].map((axis) => points[ring[0]! * 3 + axis]!) as [number, number, number];
  let farthest = 0;
  let distance = 0;
  for (const [at, point] of ring.entries()) {
    const p = point * 3;
    const away = Math.hypot(points[p]! - a, points[p + 1]! - b, points[p + 2]! - c);
    if (away <= distance) continue;
    distance = away;
    farthest = at;
  }
  return [...ring.slice(farthest, -1), ...ring.slice(0, farthest + 1)];
}
