import type { EngineLimits } from '../../engine-module.ts';
import type { TextScanner } from '../io/text-scanner.ts';
import { tooManyTriangles } from '../limits.ts';
import { Uint32List } from '../tools/growable.ts';
import { triangulatePolygon } from '../tools/triangulate-polygon.ts';
import type { ObjParts } from './obj-parts.ts';
import type { ObjVertices } from './obj-vertices.ts';

const SLASH = 47;
const NONE = 0;
type Noun = 'vertex' | 'texture coordinate' | 'normal';

/** Reads the lines `f` and cuts their polygons into triangles. */
export class ObjFaces {
  triangles = 0;
  /** Faces of one or two corners. */
  incomplete = 0;
  private readonly vertices: ObjVertices;
  private readonly parts: ObjParts;
  private readonly limits: EngineLimits;
  /** Of each corner of the current face, from 1; NONE where it is not given. */
  private readonly corners = {
    position: new Uint32List(16),
    uv: new Uint32List(16),
    normal: new Uint32List(16),
  };
  private readonly cut = new Uint32List(16);
  private places = new Float64Array(3 * 16);

  constructor(vertices: ObjVertices, parts: ObjParts, limits: EngineLimits) {
    this.vertices = vertices;
    this.parts = parts;
    this.limits = limits;
  }

  /** `v`, `v/vt`, `v//vn` or `v/vt/vn` for each corner; numbers below zero count backwards from the last one so far. */
  addFace(scanner: TextScanner): void {
    const count = this.readCorners(scanner);
    if (count < 3) {
      this.incomplete += 1;
      return;
    }
    this.triangles += count - 2;
    if (this.triangles > this.limits.maxTriangles) throw tooManyTriangles(undefined, this.limits);
    const position = this.corners.position.view();
    const uv = this.corners.uv.view();
    const normal = this.corners.normal.view();
    const hasUvs = !uv.includes(NONE);
    const hasNormals = !normal.includes(NONE);
    const primitive = this.parts.primitive(hasUvs, hasNormals);
    const add = (corner: number): void =>
      primitive.addCorner(
        position[corner]!,
        hasUvs ? uv[corner]! : NONE,
        hasNormals ? normal[corner]! : NONE,
      );
    if (count === 3) {
      add(0);
      add(1);
      add(2);
      return;
    }
    for (const corner of this.cutPolygon(position)) add(corner);
  }

  private readCorners(scanner: TextScanner): number {
    const { position, uv, normal } = this.corners;
    position.length = 0;
    uv.length = 0;
    normal.length = 0;
    while (scanner.hasToken()) {
      position.push(this.resolve(scanner, 'vertex', this.vertices.count));
      const hasUv = scanner.take(SLASH);
      uv.push(hasUv ? this.resolve(scanner, 'texture coordinate', this.vertices.uvs.length / 2) : NONE);
      const hasNormal = scanner.take(SLASH);
      normal.push(hasNormal ? this.resolve(scanner, 'normal', this.vertices.normals.length / 3) : NONE);
      if (position.view().at(-1) === NONE || scanner.peek() !== 0) {
        throw scanner.malformed('has a face with something else than the numbers of its corners');
      }
    }
    return position.length;
  }

  /** A number from 1 to `count`; NONE where the file gives none. */
  private resolve(scanner: TextScanner, noun: Noun, count: number): number {
    const given = scanner.integer();
    if (given === undefined) return NONE;
    const index = given < 0 ? count + 1 + given : given;
    if (index >= 1 && index <= count) return index;
    if (given === 0) throw scanner.malformed(`refers to ${noun} 0, but numbers begin with 1`);
    throw scanner.malformed(
      `refers to ${noun} ${given}, but ${count === 0 ? 'none' : `only ${count}`} stood before it`,
    );
  }

  /** Three places in the polygon for each triangle. */
  private cutPolygon(position: Uint32Array): Uint32Array {
    const count = position.length;
    if (this.places.length < count * 3) this.places = new Float64Array(count * 6);
    const all = this.vertices.positions.view();
    const order = new Uint32Array(count);
    for (let corner = 0; corner < count; corner += 1) {
      const from = (position[corner]! - 1) * 3;
      order[corner] = corner;
      this.places[corner * 3] = all[from]!;
      this.places[corner * 3 + 1] = all[from + 1]!;
      this.places[corner * 3 + 2] = all[from + 2]!;
    }
    this.cut.length = 0;
    triangulatePolygon(this.places, order, 0, count, this.cut);
    return this.cut.view();
  }
}
