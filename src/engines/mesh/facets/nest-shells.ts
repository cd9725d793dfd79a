import { BoxTree } from './box-tree.ts';
import { ClosedSurface } from './closed-surface.ts';
import type { PartGeometry } from './part-geometry.ts';
import { type SplitPart, turnTriangles } from './split-bodies.ts';

export interface Nesting {
  /** For each body the one whose cavity it bounds, −1 for all others. */
  cavityOf: Int32Array;
  /** Surfaces that face into a body but cross the one around them: solids of their own. */
  crossing: number;
}

/**
 * Finds the closed bodies that are cavities of others, and turns them so that they face into the cavity. A surface that
 * lies inside another one bounds a cavity where it faces the other way than the one around it, as files have it; one
 * that faces the same way is a second solid there. What lies in a cavity is a solid again.
 */
export function nestShells(part: PartGeometry, split: SplitPart): Nesting {
  const { bodies } = split;
  const cavityOf = new Int32Array(bodies.length).fill(-1);
  const closed = [...bodies.keys()].filter((index) => bodies[index]!.closed);
  const outward = closed.filter((index) => bodies[index]!.volume > 0).length;
  if (outward === 0 || outward === closed.length) return { cavityOf, crossing: 0 };

  const size = (index: number): number => Math.abs(bodies[index]!.volume);
  const bySize = closed.toSorted((one, other) => size(other) - size(one) || one - other);
  const surfaces = new Map(closed.map((index) => [index, new ClosedSurface(part, bodies[index]!.triangles)]));
  const around = new Enclosures(bySize, surfaces);
  let crossing = 0;
  for (const inner of bySize) {
    const { parent, crosses } = around.find(inner);
    const isCavity = (outer: number): boolean =>
      cavityOf[outer] === -1 && bodies[outer]!.volume > 0 !== bodies[inner]!.volume > 0;
    if (crosses !== undefined && isCavity(crosses)) crossing++;
    else if (parent !== undefined && isCavity(parent)) cavityOf[inner] = parent;
  }
  for (const index of closed) {
    if (cavityOf[index] !== -1) turnTriangles(part, split, bodies[index]!.triangles);
  }
  return { cavityOf, crossing };
}

class Enclosures {
  /** From the largest to the smallest. */
  readonly #bySize: readonly number[];
  readonly #places: ReadonlyMap<number, number>;
  readonly #surfaces: ReadonlyMap<number, ClosedSurface>;
  readonly #boxes: BoxTree;

  constructor(bySize: readonly number[], surfaces: ReadonlyMap<number, ClosedSurface>) {
    this.#bySize = bySize;
    this.#places = new Map(bySize.map((index, place) => [index, place]));
    this.#surfaces = surfaces;
    const boxes = new Float64Array(bySize.length * 6);
    for (const [place, index] of bySize.entries()) {
      const { low, high } = surfaces.get(index)!;
      boxes.set(low, place * 6);
      boxes.set(high, place * 6 + 3);
    }
    this.#boxes = new BoxTree(boxes);
  }

  /** The smallest surface around another one, or one that it crosses. */
  find(inner: number): { parent?: number; crosses?: number } {
    const surface = this.#surfaces.get(inner)!;
    const own = this.#places.get(inner)!;
    const places: number[] = [];
    this.#boxes.meeting(surface.low, surface.low, (place) => {
      if (place < own && this.#surfaces.get(this.#bySize[place]!)!.mayEnclose(surface)) places.push(place);
      return false;
    });
    for (const place of places.toSorted((one, other) => other - one)) {
      const outer = this.#bySize[place]!;
      const contains = this.#surfaces.get(outer)!.contains(surface);
      if (contains === 'crosses') return { crosses: outer };
      if (contains === 'yes') return { parent: outer };
    }
    return {};
  }
}
