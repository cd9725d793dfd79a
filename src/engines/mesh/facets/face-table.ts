import { Float64List, Uint32List } from '../tools/growable.ts';

/** Flat faces with shared straight edges, as a B-rep has them. All numbers of one part. */
export interface FaceTable {
  count: number;
  /** For each face its first loop, which is the outer one; one more for the end. */
  loopStarts: Uint32Array;
  /** For each loop its first corner; one more for the end. Outer loops run counter-clockwise seen from outside. */
  cornerStarts: Uint32Array;
  /** For each corner its point. */
  corners: Uint32Array;
  /** For each corner the edge that leaves it: twice its number, plus 1 where the loop runs against the edge. */
  edgeUses: Uint32Array;
  /** x, y, z: unit normals, out of the material. */
  normals: Float64Array;
  /** A corner in the plane of each face. */
  origins: Uint32Array;
  /** How far points of the mesh lie from the plane of the face. */
  deviations: Float64Array;
  /** Index into the materials, −1 for none. */
  materials: Int32Array;
  edges: EdgeTable;
}

export interface EdgeTable {
  count: number;
  /** Two points for each edge. */
  ends: Uint32Array;
}

/** Collects faces one after another. */
export class FaceTableBuilder {
  readonly #loopStarts = new Uint32List();
  readonly #cornerStarts = new Uint32List();
  readonly #corners = new Uint32List();
  readonly #edgeUses = new Uint32List();
  readonly #normals = new Float64List();
  readonly #origins = new Uint32List();
  readonly #deviations = new Float64List();
  readonly #materials = new Uint32List();
  readonly #ends = new Uint32List();

  get faceCount(): number {
    return this.#loopStarts.length;
  }

  get edgeCount(): number {
    return this.#ends.length / 2;
  }

  addEdge(from: number, to: number): number {
    this.#ends.push(from);
    this.#ends.push(to);
    return this.#ends.length / 2 - 1;
  }

  beginFace(normal: ArrayLike<number>, origin: number, deviation: number, material: number): void {
    this.#loopStarts.push(this.#cornerStarts.length);
    for (let axis = 0; axis < 3; axis++) this.#normals.push(normal[axis]!);
    this.#origins.push(origin);
    this.#deviations.push(deviation);
    this.#materials.push(material);
  }

  beginLoop(): void {
    this.#cornerStarts.push(this.#corners.length);
  }

  addCorner(point: number, edgeUse: number): void {
    this.#corners.push(point);
    this.#edgeUses.push(edgeUse);
  }

  /** Nothing must be added afterwards. */
  finish(): FaceTable {
    const count = this.faceCount;
    this.#loopStarts.push(this.#cornerStarts.length);
    this.#cornerStarts.push(this.#corners.length);
    return {
      count,
      loopStarts: this.#loopStarts.view(),
      cornerStarts: this.#cornerStarts.view(),
      corners: this.#corners.view(),
      edgeUses: this.#edgeUses.view(),
      normals: this.#normals.view(),
      origins: this.#origins.view(),
      deviations: this.#deviations.view(),
      materials: Int32Array.from(this.#materials.view(), (material) => material | 0),
      edges: { count: this.edgeCount, ends: this.#ends.view() },
    };
  }
}
