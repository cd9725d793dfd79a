/**
 * Half-edge 3t + k of triangle t runs from its corner k to the next one. Its mate is the half-edge on the other side
 * of the same edge; −1 where there is none.
 */
export interface EdgeMates {
  mates: Int32Array;
  /** Edges of more than two triangles that could not all be paired. */
  crowdedEdges: number;
}

export function findEdgeMates(triangles: Uint32Array, pointCount: number): EdgeMates {
  const low = new Uint32Array(triangles.length);
  const high = new Uint32Array(triangles.length);
  for (let h = 0; h < triangles.length; h++) {
    const from = triangles[h]!;
    const to = triangles[nextCorner(h)]!;
    low[h] = Math.min(from, to);
    high[h] = Math.max(from, to);
  }
  // Two counting sorts: linear, and no key of two 32-bit numbers is needed.
  const order = sortedBy(low, sortedBy(high, Uint32Array.from(triangles.keys()), pointCount), pointCount);

  const mates = new Int32Array(triangles.length).fill(-1);
  let crowdedEdges = 0;
  const pair = (one: number, other: number) => {
    mates[one] = other;
    mates[other] = one;
  };
  for (let start = 0, end = 0; start < order.length; start = end) {
    const first = order[start]!;
    while (end < order.length && low[order[end]!] === low[first] && high[order[end]!] === high[first]) end++;
    if (end - start === 2) pair(first, order[start + 1]!);
    if (end - start <= 2) continue;
    const halfEdges = order.subarray(start, end);
    if (!pairCrowded(halfEdges, (h) => triangles[h] === low[h], pair)) crowdedEdges++;
  }
  return { mates, crowdedEdges };
}

/**
 * Bodies that touch along an edge: half-edges in opposite directions that follow each other in the file are taken as
 * mates, which is right for files that hold one body after another. False where some are left without.
 */
function pairCrowded(
  halfEdges: Uint32Array,
  runsForward: (halfEdge: number) => boolean,
  pair: (one: number, other: number) => void,
): boolean {
  const waiting: number[] = []; // all in one direction
  for (const halfEdge of halfEdges) {
    const last = waiting.at(-1);
    if (last === undefined || runsForward(last) === runsForward(halfEdge)) waiting.push(halfEdge);
    else pair(halfEdge, waiting.pop()!);
  }
  return waiting.length === 0;
}

export const nextCorner = (halfEdge: number): number => (halfEdge % 3 === 2 ? halfEdge - 2 : halfEdge + 1);

/** Stable. */
function sortedBy(keys: Uint32Array, order: Uint32Array, keyCount: number): Uint32Array {
  const starts = new Uint32Array(keyCount + 1);
  for (const item of order) starts[keys[item]! + 1]! += 1;
  for (let key = 0; key < keyCount; key++) starts[key + 1]! += starts[key]!;
  const sorted = new Uint32Array(order.length);
  for (const item of order) sorted[starts[keys[item]!]!++] = item;
  return sorted;
}
