import type { EngineLimits } from '../../engine-module.ts';
import type { TextScanner } from '../io/text-scanner.ts';
import { tooManyTriangles } from '../limits.ts';
import { hasNumber } from './has-number.ts';
import type { ObjParts } from './obj-parts.ts';
import type { PrimitiveBuilder } from './obj-primitive.ts';
import type { ObjVertices } from './obj-vertices.ts';

const SLASH = 47;
const NONE = 0;
type Noun = 'vertex' | 'texture coordinate' | 'normal';

/** Reads the lines `f`. */
export class ObjFaces {
  triangles = 0;
  /** Faces of one or two corners. */
  incomplete = 0;
  private readonly vertices: ObjVertices;
  private readonly parts: ObjParts;
  private readonly limits: EngineLimits;
  /** Position, uv and normal of each corner of the current face, from 1; NONE where it is not given. */
  private corners = new Uint32Array(3 * 16);
  private hasUvs = false;
  private hasNormals = false;

  constructor(vertices: ObjVertices, parts: ObjParts, limits: EngineLimits) {
    this.vertices = vertices;
    this.parts = parts;
    this.limits = limits;
  }

  /**
   * `v`, `v/vt`, `v//vn` or `v/vt/vn` for each corner; numbers below zero count backwards from the last one so far. A
   * face has uvs, or normals, where all of its corners have.
   */
  addFace(scanner: TextScanner): void {
    const count = this.readCorners(scanner);
    if (count < 3) {
      this.incomplete += 1;
      return;
    }
    this.triangles += count - 2;
    if (this.triangles > this.limits.maxTriangles) throw tooManyTriangles(undefined, this.limits);
    const primitive = this.parts.primitive(this.hasUvs, this.hasNormals);
    primitive.beginFace(count);
    for (let corner = 0; corner < count; corner += 1) this.addCorner(primitive, corner);
  }

  private addCorner(primitive: PrimitiveBuilder, corner: number): void {
    const { corners } = this;
    const at = corner * 3;
    primitive.addCorner(
      corners[at]!,
      this.hasUvs ? corners[at + 1]! : NONE,
      this.hasNormals ? corners[at + 2]! : NONE,
    );
  }

  /** Returns how many there are. */
  private readCorners(scanner: TextScanner): number {
    const { vertices } = this;
    const positions = vertices.count;
    const uvs = vertices.uvs.length / 2;
    const normals = vertices.normals.length / 3;
    this.hasUvs = true;
    this.hasNormals = true;
    let count = 0;
    for (; hasNumber(scanner); count += 1) {
      const at = count * 3;
      if (at === this.corners.length) this.grow();
      const position = resolve(scanner, 'vertex', positions);
      const uv = scanner.take(SLASH) ? resolve(scanner, 'texture coordinate', uvs) : NONE;
      const normal = scanner.take(SLASH) ? resolve(scanner, 'normal', normals) : NONE;
      if (position === NONE || scanner.peek() !== 0) {
        throw scanner.malformed('has a face with something else than the numbers of its corners');
      }
      this.corners[at] = position;
      this.corners[at + 1] = uv;
      this.corners[at + 2] = normal;
      if (uv === NONE) this.hasUvs = false;
      if (normal === NONE) this.hasNormals = false;
    }
    return count;
  }

  private grow(): void {
    const grown = new Uint32Array(this.corners.length * 2);
    grown.set(this.corners);
    this.corners = grown;
  }
}

/** A number from 1 to `count`; NONE where the file gives none. */
function resolve(scanner: TextScanner, noun: Noun, count: number): number {
  const given = scanner.integer();
  if (given === undefined) return NONE;
  const index = given < 0 ? count + 1 + given : given;
  if (index >= 1 && index <= count) return index;
  if (given === 0) throw scanner.malformed(`refers to ${noun} 0, but numbers begin with 1`);
  const known = count === 0 ? 'none stands' : `only ${count} stand`;
  throw scanner.malformed(`refers to ${noun} ${given}, but ${known} before it`);
}
