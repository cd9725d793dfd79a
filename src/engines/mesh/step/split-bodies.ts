import { findEdgeMates, nextCorner } from './edge-mates.ts';
import type { PartGeometry } from './part-geometry.ts';

/** Triangles that hang together over edges. */
export interface Body {
  /** Numbers of triangles of the part. */
  triangles: number[];
  /** Closed and orientable, with a volume: it can be a solid. */
  closed: boolean;
}

export interface SplitPart {
  bodies: Body[];
  /** How many triangles were turned so that neighbours agree; solids turned outwards as a whole do not count. */
  turned: number;
  /** Edges where more than two triangles meet and do not pair up. */
  crowdedEdges: number;
}

/** Volume over area^1.5 is 0.094 for a sphere; below this a body is two coincident sheets. */
const FLATNESS = 1e-9;

/** Finds the bodies of a part and turns its triangles, in place: neighbours agree, solids have positive volume. */
export function splitBodies(part: PartGeometry): SplitPart {
  const { triangles } = part;
  const { mates, crowdedEdges } = findEdgeMates(triangles, part.points.length / 3);
  const count = triangles.length / 3;
  const bodyOf = new Int32Array(count).fill(-1);
  const flipped = new Uint8Array(count);
  const bodies: Body[] = [];
  let turned = 0;

  const runsForward = (h: number): boolean => triangles[h]! < triangles[nextCorner(h)]!;
  for (let seed = 0; seed < count; seed++) {
    if (bodyOf[seed] !== -1) continue;
    const body: Body = { triangles: [seed], closed: true };
    const index = bodies.push(body) - 1;
    bodyOf[seed] = index;
    for (let at = 0; at < body.triangles.length; at++) {
      const t = body.triangles[at]!;
      for (let h = 3 * t; h < 3 * t + 3; h++) {
        const mate = mates[h]!;
        if (mate === -1) {
          body.closed = false;
          continue;
        }
        const other = Math.floor(mate / 3);
        const agree = runsForward(h) !== runsForward(mate);
        const flip = flipped[t]! ^ (agree ? 0 : 1);
        if (bodyOf[other] === -1) {
          bodyOf[other] = index;
          flipped[other] = flip;
          body.triangles.push(other);
        } else if (flipped[other] !== flip) {
          body.closed = false; // a Möbius strip or a Klein bottle has no outside
        }
      }
    }
    turned += settleFlips(body, flipped);
  }
  for (const body of bodies) {
    for (const t of body.triangles) {
      if (flipped[t] === 1) turn(triangles, t);
    }
    if (body.closed) turnOutwards(part, body);
  }
  return { bodies, turned, crowdedEdges };
}

/** The majority of a body keeps its side. Returns how many triangles turn. */
function settleFlips({ triangles }: Body, flipped: Uint8Array): number {
  let count = 0;
  for (const t of triangles) count += flipped[t]!;
  if (count * 2 <= triangles.length) return count;
  for (const t of triangles) flipped[t]! ^= 1;
  return triangles.length - count;
}

function turnOutwards({ points, triangles }: PartGeometry, body: Body): void {
  const origin = triangles[body.triangles[0]! * 3]! * 3;
  let volume = 0;
  let area = 0;
  for (const t of body.triangles) {
    const [a, b, c] = [0, 1, 2].map((k) => {
      const p = triangles[t * 3 + k]! * 3;
      return [
        points[p]! - points[origin]!,
        points[p + 1]! - points[origin + 1]!,
        points[p + 2]! - points[origin + 2]!,
      ];
    }) as [Vector, Vector, Vector];
    volume += dot(a, cross(b, c)) / 6;
    area += Math.hypot(...cross(minus(b, a), minus(c, a))) / 2;
  }
  if (Math.abs(volume) <= FLATNESS * area ** 1.5) body.closed = false;
  else if (volume < 0) for (const t of body.triangles) turn(triangles, t);
}

const turn = (triangles: Uint32Array, t: number): void => {
  [triangles[t * 3 + 1], triangles[t * 3 + 2]] = [triangles[t * 3 + 2]!, triangles[t * 3 + 1]!];
};

type Vector = [number, number, number];
const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
