import type { OnFraction } from '../read-result.ts';
import { BLOCK, untold, within } from '../tools/shares.ts';
import { findEdgeMates, nextCorner } from './edge-mates.ts';
import type { PartGeometry } from './part-geometry.ts';

/** Triangles that hang together over edges. */
export interface Body {
  /** Numbers of triangles of the part. */
  triangles: number[];
  /** Closed and orientable, with a volume: it can be a solid. */
  closed: boolean;
  /** Its volume as it came, before it was turned outwards; 0 where it is not closed. */
  volume: number;
}

export interface SplitPart {
  bodies: Body[];
  /** How many triangles were turned so that neighbours agree; solids turned outwards as a whole do not count. */
  turned: number;
  /** Edges where more than two triangles meet and do not pair up. */
  crowdedEdges: number;
  /**
   * For each half-edge of the turned triangles the one that runs the other way on the same edge; −1 where there is
   * none, or where it runs the same way because the body has no sides (a Möbius strip is cut open there).
   */
  mates: Int32Array;
}

/** Volume over area^1.5 is 0.094 for a sphere; below this a body is two coincident sheets. */
const FLATNESS = 1e-9;
/** Finding the other sides of edges takes about this share of the time. */
const MATED = 0.4;

/** Finds the bodies of a part and turns its triangles, in place: neighbours agree, solids have positive volume. */
export function splitBodies(part: PartGeometry, onFraction: OnFraction = untold): SplitPart {
  const { triangles } = part;
  const { mates, crowdedEdges } = findEdgeMates(triangles, part.points.length / 3);
  const count = triangles.length / 3;
  const bodyOf = new Int32Array(count).fill(-1);
  const flipped = new Uint8Array(count);
  const bodies: Body[] = [];
  let turned = 0;
  let seen = 0;
  const onSeen = within(onFraction, MATED, 1);

  const runsForward = (h: number): boolean => triangles[h]! < triangles[nextCorner(h)]!;
  for (let seed = 0; seed < count; seed++) {
    if (bodyOf[seed] !== -1) continue;
    const body: Body = { triangles: [seed], closed: true, volume: 0 };
    const index = bodies.push(body) - 1;
    bodyOf[seed] = index;
    for (let at = 0; at < body.triangles.length; at++) {
      if (seen++ % BLOCK === 0) onSeen(seen / count);
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
  const split: SplitPart = { bodies, turned, crowdedEdges, mates };
  for (const body of bodies) {
    const back = body.triangles.filter((t) => flipped[t] === 1);
    if (back.length > 0) turnTriangles(part, split, back);
    if (body.closed) turnOutwards(part, split, body);
  }
  for (let h = 0; h < mates.length; h++) {
    const mate = mates[h]!;
    if (mate === -1 || triangles[mate] !== triangles[h]) continue;
    mates[h] = -1;
    mates[mate] = -1;
  }
  return split;
}

/** Turns triangles round, and the half-edges with them. */
export function turnTriangles(
  { triangles }: PartGeometry,
  { mates }: SplitPart,
  turned: readonly number[],
): void {
  for (const t of turned) {
    const first = 3 * t;
    const last = first + 2;
    [triangles[first + 1], triangles[last]] = [triangles[last]!, triangles[first + 1]!];
    // Corners a b c become a c b: the first and the last edge change places.
    const [one, other] = [mates[first]!, mates[last]!];
    mates[first] = other;
    mates[last] = one;
    if (one !== -1) mates[one] = last;
    if (other !== -1) mates[other] = first;
  }
}

/** The majority of a body keeps its side. Returns how many triangles turn. */
function settleFlips({ triangles }: Body, flipped: Uint8Array): number {
  let count = 0;
  for (const t of triangles) count += flipped[t]!;
  if (count * 2 <= triangles.length) return count;
  for (const t of triangles) flipped[t]! ^= 1;
  return triangles.length - count;
}

function turnOutwards(part: PartGeometry, split: SplitPart, body: Body): void {
  const { points, triangles } = part;
  const origin = triangles[body.triangles[0]! * 3]! * 3;
  const [ox, oy, oz] = [points[origin]!, points[origin + 1]!, points[origin + 2]!];
  let volume = 0;
  let area = 0;
  for (const t of body.triangles) {
    const a = triangles[t * 3]! * 3;
    const b = triangles[t * 3 + 1]! * 3;
    const c = triangles[t * 3 + 2]! * 3;
    const [ax, ay, az] = [points[a]! - ox, points[a + 1]! - oy, points[a + 2]! - oz];
    const [ux, uy, uz] = [points[b]! - ox - ax, points[b + 1]! - oy - ay, points[b + 2]! - oz - az];
    const [vx, vy, vz] = [points[c]! - ox - ax, points[c + 1]! - oy - ay, points[c + 2]! - oz - az];
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    volume += (ax * nx + ay * ny + az * nz) / 6;
    area += Math.hypot(nx, ny, nz) / 2;
  }
  if (Math.abs(volume) <= FLATNESS * area ** 1.5) {
    body.closed = false;
    return;
  }
  body.volume = volume;
  if (volume < 0) turnTriangles(part, split, body.triangles);
}
