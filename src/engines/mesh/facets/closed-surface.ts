import { BoxTree } from './box-tree.ts';
import type { PartGeometry } from './part-geometry.ts';
import { type Point, trianglesCross } from './triangles-cross.ts';

/** Of the product of its edges: below this the sign of a tetrahedron's volume may be rounding. */
const ROUNDING = 1e-14;
/** Directions along no axis, diagonal or symmetry that models have. */
const DIRECTIONS = [
  [0.8215, 0.4127, 0.3937],
  [-0.3391, 0.7741, 0.5347],
  [0.2713, -0.5821, 0.7665],
  [-0.6427, -0.4409, -0.6263],
  [0.5531, 0.1873, -0.8118],
] as const;

/** One closed body for questions of inside and outside. */
export class ClosedSurface {
  readonly low: Point;
  readonly high: Point;
  readonly #part: PartGeometry;
  readonly #triangles: readonly number[];
  #tree: BoxTree | undefined;

  constructor(part: PartGeometry, triangles: readonly number[]) {
    this.#part = part;
    this.#triangles = triangles;
    const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const high = low.map((value) => -value);
    for (const t of triangles) {
      for (let h = 3 * t; h < 3 * t + 3; h++) {
        for (let axis = 0; axis < 3; axis++) {
          const value = part.points[part.triangles[h]! * 3 + axis]!;
          if (value < low[axis]!) low[axis] = value;
          if (value > high[axis]!) high[axis] = value;
        }
      }
    }
    this.low = low as unknown as Point;
    this.high = high as unknown as Point;
  }

  /** Whether the box of another surface lies within this one's, so that the surface may. */
  mayEnclose(other: ClosedSurface): boolean {
    for (let axis = 0; axis < 3; axis++) {
      if (!(this.low[axis]! <= other.low[axis]! && other.high[axis]! <= this.high[axis]!)) return false;
    }
    return true;
  }

  /** Surfaces may touch. `crosses` also where it cannot be told. */
  contains(other: ClosedSurface): 'yes' | 'no' | 'crosses' {
    const tree = this.#boxes();
    for (const t of other.#triangles) {
      const inner = this.#corners(t);
      const low = [0, 1, 2].map((axis) => Math.min(inner[0][axis]!, inner[1][axis]!, inner[2][axis]!));
      const high = [0, 1, 2].map((axis) => Math.max(inner[0][axis]!, inner[1][axis]!, inner[2][axis]!));
      const crosses = (item: number): boolean => trianglesCross(inner, this.#corners(this.#triangles[item]!));
      if (tree.meeting(low, high, crosses)) return 'crosses';
    }
    const [a, b, c] = this.#corners(other.#triangles[0]!);
    const centre = [0, 1, 2].map((axis) => (a[axis]! + b[axis]! + c[axis]!) / 3) as unknown as Point;
    const inside = this.#encloses(centre);
    return inside === undefined ? 'crosses' : inside ? 'yes' : 'no';
  }

  /** Counts where a ray passes the surface; undefined where it grazes edges in all directions. */
  #encloses(point: Point): boolean | undefined {
    const reach = 4 * Math.max(...[0, 1, 2].map((axis) => this.high[axis]! - this.low[axis]!));
    for (const direction of DIRECTIONS) {
      const end = point.map((value, axis) => value + direction[axis]! * reach) as unknown as Point;
      let passed = 0;
      const low = [0, 1, 2].map((axis) => Math.min(point[axis]!, end[axis]!));
      const high = [0, 1, 2].map((axis) => Math.max(point[axis]!, end[axis]!));
      const grazes = this.#boxes().meeting(low, high, (item) => {
        const hit = passes(point, end, this.#corners(this.#triangles[item]!));
        if (hit === 'through') passed++;
        return hit === 'unclear';
      });
      if (!grazes) return passed % 2 === 1;
    }
    return undefined;
  }

  #corners(t: number): [Point, Point, Point] {
    const { points, triangles } = this.#part;
    return [0, 1, 2].map((k) => {
      const p = triangles[3 * t + k]! * 3;
      return [points[p]!, points[p + 1]!, points[p + 2]!] as const;
    }) as [Point, Point, Point];
  }

  #boxes(): BoxTree {
    if (this.#tree) return this.#tree;
    const boxes = new Float64Array(this.#triangles.length * 6);
    for (const [item, t] of this.#triangles.entries()) {
      const [a, b, c] = this.#corners(t);
      for (let axis = 0; axis < 3; axis++) {
        boxes[item * 6 + axis] = Math.min(a[axis]!, b[axis]!, c[axis]!);
        boxes[item * 6 + 3 + axis] = Math.max(a[axis]!, b[axis]!, c[axis]!);
      }
    }
    this.#tree = new BoxTree(boxes);
    return this.#tree;
  }
}

/** Six times the volume of a tetrahedron: positive where d lies below a b c; 0 where rounding may hide its sign. */
function side(a: Point, b: Point, c: Point, d: Point): number {
  const [ax, ay, az] = [a[0] - d[0], a[1] - d[1], a[2] - d[2]];
  const [bx, by, bz] = [b[0] - d[0], b[1] - d[1], b[2] - d[2]];
  const [cx, cy, cz] = [c[0] - d[0], c[1] - d[1], c[2] - d[2]];
  const volume = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  const size =
    (Math.abs(ax) + Math.abs(ay) + Math.abs(az)) *
    (Math.abs(bx) + Math.abs(by) + Math.abs(bz)) *
    (Math.abs(cx) + Math.abs(cy) + Math.abs(cz));
  return Math.abs(volume) <= size * ROUNDING ? 0 : volume;
}

/** How the segment from p to q lies to a triangle. */
function passes(p: Point, q: Point, [a, b, c]: readonly Point[]): 'through' | 'beside' | 'unclear' {
  const [above, below] = [side(a!, b!, c!, p), side(a!, b!, c!, q)];
  if (above * below > 0) return 'beside';
  const [ab, bc, ca] = [side(p, q, a!, b!), side(p, q, b!, c!), side(p, q, c!, a!)];
  if (ab === 0 || bc === 0 || ca === 0) {
    const signs = [ab, bc, ca].filter((value) => value !== 0).map(Math.sign);
    return new Set(signs).size > 1 ? 'beside' : 'unclear';
  }
  if (ab > 0 !== bc > 0 || bc > 0 !== ca > 0) return 'beside';
  return above === 0 || below === 0 ? 'unclear' : 'through';
}
