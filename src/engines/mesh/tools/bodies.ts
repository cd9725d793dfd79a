import type { OnFraction } from '../read-result.ts';
import { BLOCK, untold, within } from './shares.ts';

export interface Bodies {
  /** Connected components whose surface has no border. */
  closed: number;
  /** Connected components with a border, or with triangles that face each other the wrong way round. */
  open: number;
  /** Edges that no triangle meets from the other side. */
  openEdges: number;
}

/** Up to here a search back in the list is faster than sorting it. */
const SHORT_LIST = 32;

/**
 * Divides triangles into connected components and says which are closed: every edge is met by as many triangles in one
 * direction as in the other. Where more than two meet at an edge (bodies that touch), those that follow each other in
 * the file are taken as neighbours; that is right for files that hold one body after another.
 *
 * @param points the corners of the triangles, three for each; equal numbers mean the same point
 */
export function findBodies(points: Uint32Array, pointCount: number, onFraction: OnFraction = untold): Bodies {
  const triangles = points.length / 3;
  const { starts, edges, ends } = listEdges(points, pointCount, within(onFraction, 0, LISTED));
  const onPoint = within(onFraction, LISTED, 1);
  const components = new Components(triangles);
  const isOpen = new Uint8Array(triangles);
  let openEdges = 0;
  for (let point = 0; point < pointCount; point += 1) {
    if (point % BLOCK === 0) onPoint(point / pointCount);
    const from = starts[point]!;
    const to = starts[point + 1]!;
    if (to - from <= SHORT_LIST) {
      for (let at = from; at < to; at += 1) {
        const direction = points[edges[at]!] === point;
        let back = at - 1;
        for (; back >= from; back -= 1) {
          if (
            ends[back] === ends[at] &&
            edges[back] !== TAKEN &&
            (points[edges[back]!] === point) !== direction
          )
            break;
        }
        if (back < from) continue;
        components.join(triangleOf(edges[at]!), triangleOf(edges[back]!));
        edges[at] = TAKEN;
        edges[back] = TAKEN;
      }
      for (let at = from; at < to; at += 1) {
        if (edges[at] === TAKEN) continue;
        isOpen[triangleOf(edges[at]!)] = 1;
        openEdges += 1;
      }
    } else {
      openEdges += matchLongList(edges.subarray(from, to), points, point, components, isOpen);
    }
  }
  return { ...components.count(isOpen, points), openEdges };
}

/** Listing the edges takes about this share of the time. */
const LISTED = 0.5;
const TAKEN = 0xffffffff;
const triangleOf = (edge: number): number => (edge / 3) | 0;
/** Edge 3t + k goes from corner k of triangle t to the next one. */
const nextCorner = (edge: number): number => (edge % 3 === 2 ? edge - 2 : edge + 1);

/** All edges, grouped by the lower of their two points and in the order of the file within a group. */
function listEdges(points: Uint32Array, pointCount: number, onFraction: OnFraction) {
  const starts = new Uint32Array(pointCount + 2);
  for (let at = 0; at < points.length; at += 3) {
    const a = points[at]!;
    const b = points[at + 1]!;
    const c = points[at + 2]!;
    if (a === b || b === c || c === a) continue;
    starts[Math.min(a, b) + 2]! += 1;
    starts[Math.min(b, c) + 2]! += 1;
    starts[Math.min(c, a) + 2]! += 1;
  }
  for (let point = 2; point < starts.length; point += 1) starts[point]! += starts[point - 1]!;
  const edges = new Uint32Array(points.length);
  const ends = new Uint32Array(points.length);
  for (let at = 0; at < points.length; at += 3) {
    if (at % (3 * BLOCK) === 0) onFraction(at / points.length);
    const a = points[at]!;
    const b = points[at + 1]!;
    const c = points[at + 2]!;
    if (a === b || b === c || c === a) continue;
    let place = starts[Math.min(a, b) + 1]!++;
    edges[place] = at;
    ends[place] = Math.max(a, b);
    place = starts[Math.min(b, c) + 1]!++;
    edges[place] = at + 1;
    ends[place] = Math.max(b, c);
    place = starts[Math.min(c, a) + 1]!++;
    edges[place] = at + 2;
    ends[place] = Math.max(c, a);
  }
  return { starts, edges, ends };
}

/**
 * The tip of a fan may have a hundred thousand edges: sorted, those with the same other end lie together.
 * @returns how many edges are open
 */
function matchLongList(
  edges: Uint32Array,
  points: Uint32Array,
  point: number,
  components: Components,
  isOpen: Uint8Array,
): number {
  let openEdges = 0;
  const leaves = (edge: number): boolean => points[edge] === point;
  const end = (edge: number): number => points[leaves(edge) ? nextCorner(edge) : edge]!;
  edges.sort((a, b) => end(a) - end(b) || a - b);
  const waiting: number[] = []; // all in the same direction
  for (const edge of edges) {
    const last = waiting.at(-1);
    if (last !== undefined && end(last) !== end(edge)) {
      for (const unmatched of waiting.splice(0)) {
        isOpen[triangleOf(unmatched)] = 1;
        openEdges += 1;
      }
    } else if (last !== undefined && leaves(last) !== leaves(edge)) {
      components.join(triangleOf(edge), triangleOf(last));
      waiting.pop();
      continue;
    }
    waiting.push(edge);
  }
  for (const unmatched of waiting) isOpen[triangleOf(unmatched)] = 1;
  return openEdges + waiting.length;
}

class Components {
  private readonly parents: Uint32Array;

  constructor(count: number) {
    this.parents = new Uint32Array(count);
    for (let index = 0; index < count; index += 1) this.parents[index] = index;
  }

  join(a: number, b: number): void {
    const rootA = this.root(a);
    const rootB = this.root(b);
    if (rootA < rootB) this.parents[rootB] = rootA;
    else this.parents[rootA] = rootB;
  }

  /** Triangles with a repeated corner belong to no component. */
  count(isOpen: Uint8Array, points: Uint32Array): Pick<Bodies, 'closed' | 'open'> {
    const { parents } = this;
    for (let index = 0; index < parents.length; index += 1) {
      if (isOpen[index] === 1) isOpen[this.root(index)] = 1;
    }
    const bodies = { closed: 0, open: 0 };
    for (let index = 0; index < parents.length; index += 1) {
      if (parents[index] !== index) continue;
      const a = points[index * 3];
      const b = points[index * 3 + 1];
      const c = points[index * 3 + 2];
      if (a === b || b === c || c === a) continue;
      if (isOpen[index] === 1) bodies.open += 1;
      else bodies.closed += 1;
    }
    return bodies;
  }

  private root(index: number): number {
    const { parents } = this;
    while (parents[index] !== index) {
      parents[index] = parents[parents[index]!]!;
      index = parents[index]!;
    }
    return index;
  }
}
