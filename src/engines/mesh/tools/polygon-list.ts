import type { EngineLimits } from '../../engine-module.ts';
import { tooManyTriangles } from '../limits.ts';
import type { Primitive } from '../model.ts';
import { type Growth, Uint32List } from './growable.ts';
import { triangulatePolygon } from './triangulate-polygon.ts';

/** Of an array, for each byte that it holds. */
const MOST_ROOM = 1.25;

/**
 * Faces one after another, as a file lists them: their vertices may come later. Becomes the triangles of a primitive
 * and, where a face has more than three corners, its polygons.
 */
export class PolygonList {
  triangles = 0;
  faces = 0;
  private readonly corners: Uint32List;
  /** Corners of each face; undefined while all are triangles. */
  private sizes: Uint32List | undefined;
  private readonly limits: EngineLimits;

  /** @param growth of the list of corners */
  constructor(expectedFaces: number, limits: EngineLimits, growth?: Growth) {
    this.corners = new Uint32List(expectedFaces * 3, growth);
    this.limits = limits;
  }

  /** Announces a face of at least three corners, which follow. Throws `input_limit_exceeded`. */
  begin(size: number): void {
    if (size > 3 && this.sizes === undefined) {
      this.sizes = new Uint32List(this.faces + 1024);
      for (let before = 0; before < this.faces; before += 1) this.sizes.push(3);
    }
    this.sizes?.push(size);
    this.faces += 1;
    this.triangles += size - 2;
    if (this.triangles > this.limits.maxTriangles) throw tooManyTriangles(undefined, this.limits);
  }

  corner(vertex: number): void {
    this.corners.push(vertex);
  }

  /** Of all faces. */
  get cornerCount(): number {
    return this.corners.length;
  }

  /** How many corners a face has. */
  sizeOf(face: number): number {
    return this.sizes?.view()[face] ?? 3;
  }

  /** The corners of all faces. */
  view(): Uint32Array {
    return this.corners.view();
  }

  finish(positions: Primitive['positions']): Pick<Primitive, 'indices' | 'polygons'> {
    const corners = trimmed(this.corners);
    if (this.sizes === undefined) return { indices: corners };
    const sizes = trimmed(this.sizes);
    const cut = new Uint32List(this.triangles * 3);
    let from = 0;
    for (const size of sizes) {
      triangulatePolygon(positions, corners, from, from + size, cut);
      from += size;
    }
    const indices = cut.view();
    return { indices, polygons: { indices, sizes, corners } };
  }
}

/** A list may have grown to almost twice of what it holds; of a little more a copy would take more memory. */
function trimmed(list: Uint32List): Uint32Array {
  const view = list.view();
  return view.byteLength * MOST_ROOM < view.buffer.byteLength ? view.slice() : view;
}
