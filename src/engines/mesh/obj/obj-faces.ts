import type { EngineLimits } from '../../engine-module.ts';
import type { TextScanner } from '../io/text-scanner.ts';
import { tooManyTriangles } from '../limits.ts';
import { hasNumber } from './has-number.ts';
import type { ObjParts } from './obj-parts.ts';
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
  /** How many words of `corners` the current face has. */
  private length = 0;
  private hasUvs = true;
  private hasNormals = true;

  constructor(vertices: ObjVertices, parts: ObjParts, limits: EngineLimits) {
    this.vertices = vertices;
    this.parts = parts;
    this.limits = limits;
  }

  /** `v`, `v/vt`, `v//vn` or `v/vt/vn` for each corner; numbers below zero count backwards from the last one so far. */
  addFace(scanner: TextScanner): void {
    const positions = this.vertices.count;
    const uvs = this.vertices.uvCount;
    const normals = this.vertices.normalCount;
    this.begin();
    while (hasNumber(scanner)) {
      const position = resolve(scanner, 'vertex', positions);
      const uv = scanner.take(SLASH) ? resolve(scanner, 'texture coordinate', uvs) : NONE;
      const normal = scanner.take(SLASH) ? resolve(scanner, 'normal', normals) : NONE;
      if (position === NONE || scanner.peek() !== 0) {
        throw scanner.malformed('has a face with something else than the numbers of its corners');
      }
      this.corner(position, uv, normal);
    }
    if (!this.end()) this.incomplete += 1;
  }

  /** Forgets a face that was begun and not ended. */
  begin(): void {
    this.length = 0;
    this.hasUvs = true;
    this.hasNormals = true;
  }

  /** Numbers from 1 of what the file has listed so far; NONE for a uv or a normal that is not given. */
  corner(position: number, uv: number, normal: number): void {
    const at = this.length;
    if (at === this.corners.length) this.grow();
    const { corners } = this;
    corners[at] = position;
    corners[at + 1] = uv;
    corners[at + 2] = normal;
    this.length = at + 3;
    if (uv === NONE) this.hasUvs = false;
    if (normal === NONE) this.hasNormals = false;
  }

  /** A face has uvs, or normals, where all of its corners have. False, and nothing was added, for fewer than three corners. */
  end(): boolean {
    const { corners, length, hasUvs, hasNormals } = this;
    const size = length / 3;
    if (size < 3) return false;
    this.triangles += size - 2;
    if (this.triangles > this.limits.maxTriangles) throw tooManyTriangles(undefined, this.limits);
    const primitive = this.parts.primitive(hasUvs, hasNormals);
    primitive.beginFace(size);
    for (let at = 0; at < length; at += 3) {
      primitive.addCorner(
        corners[at]!,
        hasUvs ? corners[at + 1]! : NONE,
        hasNormals ? corners[at + 2]! : NONE,
      );
    }
    return true;
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
