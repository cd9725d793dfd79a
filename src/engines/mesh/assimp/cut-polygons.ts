import type { Polygons, Primitive } from '../model.ts';
import { columnsOf, findDistinct } from '../tools/distinct.ts';
import { Uint32List } from '../tools/growable.ts';
import { ringOfTriangles } from '../tools/ring-of-triangles.ts';
import { dropUnusedVertices } from '../tools/weld.ts';

/** Parts of the file whose faces have the same sizes, one after another: nothing tells them apart. */
interface Alike {
  sizes: Uint32Array;
  polygons: number;
  parts: number;
  found: number;
  /** Polygons of what was found that could not be put together. */
  broken: number;
}

/**
 * Puts together the polygons that assimp has cut: it cuts one after another, in the order of the file, n corners into
 * n - 2 triangles, and leaves none out but by mistake. A primitive is known by its number of triangles and by the fact
 * that all of its polygons come out whole.
 */
export class CutPolygons {
  readonly #byTriangles = new Map<number, Alike[]>();

  /** @param parts for what becomes a primitive each, the numbers of corners of its faces: at least 3 */
  constructor(parts: Iterable<Uint32Array>) {
    for (const sizes of parts) {
      let triangles = 0;
      let polygons = 0;
      for (const size of sizes) {
        triangles += size - 2;
        if (size > 3) polygons += 1;
      }
      if (polygons === 0) continue;
      const known = this.#byTriangles.get(triangles) ?? [];
      this.#byTriangles.set(triangles, known);
      const same = known.find((each) => Buffer.compare(bytesOf(each.sizes), bytesOf(sizes)) === 0);
      if (same) same.parts += 1;
      else known.push({ sizes, polygons, parts: 1, found: 0, broken: 0 });
    }
  }

  /** Faces of more than three corners that were not put together, as far as parts can be told apart. */
  get lost(): number {
    let count = 0;
    for (const { polygons, parts, found, broken } of [...this.#byTriangles.values()].flat()) {
      count += Math.min(parts * polygons, Math.max(0, parts - found) * polygons + broken);
    }
    return count;
  }

  /** @param primitive of which assimp says that it has cut polygons in it */
  restore(primitive: Primitive): Primitive {
    const candidates = this.#byTriangles.get(primitive.indices.length / 3) ?? [];
    if (candidates.length === 0) return primitive;
    return (
      this.#restoreFrom(primitive, primitive.indices, candidates, false) ??
      this.#restoreFrom(primitive, withoutDoubles(primitive), candidates, candidates.length === 1) ??
      primitive
    );
  }

  /** @param takesBroken whether some polygons may stay cut */
  #restoreFrom(
    primitive: Primitive,
    indices: Uint32Array,
    candidates: readonly Alike[],
    takesBroken: boolean,
  ): Primitive | undefined {
    const fitting = candidates.flatMap((alike) => {
      const joined = joinFaces(indices, alike.sizes, takesBroken);
      return joined === undefined ? [] : [{ alike, ...joined }];
    });
    if (fitting.length !== 1) return undefined;
    const { alike, polygons, broken } = fitting[0]!;
    alike.found += 1;
    alike.broken += broken;
    if (broken === alike.polygons) return primitive;
    return dropUnusedVertices({ ...primitive, indices, polygons });
  }
}

function joinFaces(
  indices: Uint32Array,
  given: Uint32Array,
  takesBroken: boolean,
): { polygons: Polygons; broken: number } | undefined {
  const sizes = new Uint32List(given.length);
  const corners = new Uint32List(indices.length);
  let broken = 0;
  let from = 0;
  for (const size of given) {
    const end = from + (size - 2) * 3;
    const ring = size === 3 ? undefined : ringOfTriangles(indices, from, size);
    if (ring) {
      sizes.push(size);
      for (const vertex of ring) corners.push(vertex);
    } else {
      if (size > 3) broken += 1;
      if (broken > 0 && !takesBroken) return undefined;
      for (let at = from; at < end; at += 3) sizes.push(3);
      for (let at = from; at < end; at += 1) corners.push(indices[at]!);
    }
    from = end;
  }
  return { polygons: { indices, sizes: sizes.view().slice(), corners: corners.view().slice() }, broken };
}

/** assimpjs gives every corner of every triangle a vertex of its own. */
function withoutDoubles(primitive: Primitive): Uint32Array {
  const { ids, firsts } = findDistinct(columnsOf(primitive), primitive.positions.length / 3);
  return primitive.indices.map((vertex) => firsts[ids[vertex]!]!);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
