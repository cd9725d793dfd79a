import type { OnFraction } from '../read-result.ts';
import { BLOCK, untold } from '../tools/shares.ts';
import { findEdgeMates, nextCorner } from './edge-mates.ts';
import type { PartGeometry } from './part-geometry.ts';

/** Of its longest edge: lower triangles have no reliable normal. */
const MIN_RELATIVE_HEIGHT = 1e-9;
/** OCCT takes what is nearer than 1e-7 mm as one. */
const MIN_HEIGHT = 2e-7;
/** Slivers that lie on one another are mended one for each pass, from the outside. */
const MAX_PASSES = 64;

/**
 * Meshes close the seam between a long edge and several short ones with triangles that have no height. Such a face is
 * invalid in a B-rep, and without it the body would be open, so the edge is flipped instead: with sliver a b c, whose
 * b lies on the edge c a, and its neighbour a c d become a b d and b c d. In place; where there is no such neighbour,
 * the sliver stays.
 */
export function mendSlivers(part: PartGeometry, onFraction: OnFraction = untold): void {
  const { triangles, materials } = part;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const slivers = findSlivers(part, pass === 0 ? onFraction : untold);
    if (slivers.size === 0) return;
    const { mates } = findEdgeMates(triangles, part.points.length / 3);
    const touched = new Set<number>();
    for (const [sliver, longest] of slivers) {
      const mate = mates[longest]!;
      const neighbour = Math.floor(mate / 3);
      if (mate === -1 || slivers.has(neighbour) || touched.has(neighbour)) continue;
      const [c, a] = [triangles[longest]!, triangles[nextCorner(longest)]!];
      if (triangles[mate] !== a) continue; // they face different ways
      const b = triangles[nextCorner(nextCorner(longest))]!;
      const d = triangles[nextCorner(nextCorner(mate))]!;
      if (b === d) continue;
      triangles.set([a, b, d], sliver * 3);
      triangles.set([b, c, d], neighbour * 3);
      materials[sliver] = materials[neighbour]!;
      touched.add(neighbour);
    }
    if (touched.size === 0) return;
  }
}

/** Each sliver with its longest half-edge. */
function findSlivers({ points, triangles }: PartGeometry, onFraction: OnFraction): Map<number, number> {
  const slivers = new Map<number, number>();
  for (let t = 0; t < triangles.length / 3; t++) {
    if (t % BLOCK === 0) onFraction((3 * t) / triangles.length);
    let longest = 3 * t;
    let length = 0;
    for (let h = 3 * t; h < 3 * t + 3; h++) {
      const [x, y, z] = edge(points, triangles[h]!, triangles[nextCorner(h)]!);
      if (Math.hypot(x, y, z) <= length) continue;
      length = Math.hypot(x, y, z);
      longest = h;
    }
    const from = triangles[longest]!;
    const [ux, uy, uz] = edge(points, from, triangles[nextCorner(longest)]!);
    const [vx, vy, vz] = edge(points, from, triangles[nextCorner(nextCorner(longest))]!);
    const height = Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / length;
    if (height <= Math.max(MIN_HEIGHT, length * MIN_RELATIVE_HEIGHT)) slivers.set(t, longest);
  }
  return slivers;
}

function edge(points: Float64Array, from: number, to: number): [number, number, number] {
  const [a, b] = [from * 3, to * 3];
  return [points[b]! - points[a]!, points[b + 1]! - points[a + 1]!, points[b + 2]! - points[a + 2]!];
}
