/** Work for each point of a chain before all its points become corners. */
const MAX_WORK = 256;

/**
 * Marks the points where a chain bends: what is left out lies within `tolerance` of the straight edge between the marked
 * neighbours, in order along it (Douglas and Peucker, 1973). The ends of the chain are marked already.
 *
 * @param chain numbers of points; where the last is the first, it is a ring
 */
export function markCorners(
  points: Float64Array,
  chain: readonly number[],
  isCorner: Uint8Array,
  tolerance: number,
): void {
  if (chain.length === 2) return;
  let work = MAX_WORK * chain.length;
  const waiting: [from: number, to: number][] = [[0, chain.length - 1]];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const [from, to] = part;
    if (to - from < 2) continue;
    work -= to - from;
    if (work < 0) {
      for (const point of chain) isCorner[point] = 1;
      return;
    }
    const farthest = farthestFrom(points, chain, from, to, tolerance);
    if (farthest === -1) continue;
    isCorner[chain[farthest]!] = 1;
    waiting.push([farthest, to], [from, farthest]);
  }
}

/** The place in the chain that is farthest from the segment, or −1 where all is straight and in order. */
function farthestFrom(
  points: Float64Array,
  chain: readonly number[],
  from: number,
  to: number,
  tolerance: number,
): number {
  const a = chain[from]! * 3;
  const b = chain[to]! * 3;
  const ax = points[a]!;
  const ay = points[a + 1]!;
  const az = points[a + 2]!;
  const ux = points[b]! - ax;
  const uy = points[b + 1]! - ay;
  const uz = points[b + 2]! - az;
  const square = ux * ux + uy * uy + uz * uz;
  let farthest = -1;
  let distance = -1;
  let inOrder = square > 0;
  let last = 0;
  for (let at = from + 1; at < to; at++) {
    const p = chain[at]! * 3;
    const vx = points[p]! - ax;
    const vy = points[p + 1]! - ay;
    const vz = points[p + 2]! - az;
    const share = square > 0 ? (vx * ux + vy * uy + vz * uz) / square : 0;
    if (!(share > last && share < 1)) inOrder = false;
    last = share;
    const nearest = Math.min(1, Math.max(0, share));
    const away = Math.hypot(vx - nearest * ux, vy - nearest * uy, vz - nearest * uz);
    if (away > distance) {
      distance = away;
      farthest = at;
    }
  }
  return inOrder && distance <= tolerance ? -1 : farthest;
}
