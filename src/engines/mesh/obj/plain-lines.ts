import type { EngineLimits } from '../../engine-module.ts';
import type { ByteWindow } from '../io/byte-window.ts';
import type { ObjFaces } from './obj-faces.ts';
import type { ObjVertices } from './obj-vertices.ts';

const [TAB, LF, CR, BLANK, MINUS, POINT, SLASH, ZERO] = [9, 10, 13, 32, 45, 46, 47, 48] as const;
const [F, N, T, V] = [102, 110, 116, 118] as const;
/** Powers of ten that a double holds exactly: a quotient with one is rounded once, hence correctly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const EXACT_MANTISSA = 2 ** 53;
const NONE = 0;
const WRONG = -1;

/**
 * Reads the lines that almost all of a file consists of, without a look for their ends first: `v`, `vt` and `vn` with
 * plain decimal numbers, and `f`. Every other line, and every line that is wrong, is left to who asked.
 */
export class PlainLines {
  private readonly window: ByteWindow;
  private readonly vertices: ObjVertices;
  private readonly faces: ObjFaces;
  private readonly limits: EngineLimits;
  private bytes: Buffer;
  /** The place in the file of what the window begins with, and how much it held: looked at anew when they change. */
  private origin = -1;
  private filled = 0;
  /** Behind the last line feed of the window. */
  private end = 0;
  /** Of the next byte of the current line. */
  private at = 0;

  constructor(window: ByteWindow, vertices: ObjVertices, faces: ObjFaces, limits: EngineLimits) {
    this.window = window;
    this.vertices = vertices;
    this.faces = faces;
    this.limits = limits;
    this.bytes = window.bytes;
  }

  /** Reads on as far as the lines are plain and whole in the window; returns how many there were. */
  read(): number {
    const { window } = this;
    const origin = window.position - window.at;
    if (origin !== this.origin || window.end !== this.filled) this.findEnd(origin);
    let lines = 0;
    for (; window.at < this.end; lines += 1) {
      if (!this.readLine(window.at)) break;
      window.at = this.at;
    }
    return lines;
  }

  /** A line feed stands before the end, and ends every loop over the bytes of a line. */
  private findEnd(origin: number): void {
    const { bytes, end } = this.window;
    this.bytes = bytes;
    this.origin = origin;
    this.filled = end;
    this.end = end === 0 ? 0 : bytes.lastIndexOf(LF, end - 1) + 1;
  }

  private readLine(start: number): boolean {
    const { bytes } = this;
    const second = bytes[start + 1]!;
    this.at = start + 2;
    if (bytes[start] === F) return second === BLANK && this.readFace();
    if (bytes[start] !== V) return false;
    if (second === BLANK) return this.readPosition();
    this.at += 1;
    if (bytes[start + 2] !== BLANK) return false;
    if (second === N) return this.readNormal();
    return second === T && this.readUv();
  }

  private readPosition(): boolean {
    const { vertices } = this;
    if (vertices.hasColours || vertices.count >= this.limits.maxVertices) return false;
    const x = this.number();
    const y = this.number();
    const z = this.number();
    if (Number.isNaN(x + y + z) || !this.endsLine()) return false;
    vertices.pushPosition(x, y, z);
    return true;
  }

  private readUv(): boolean {
    const u = this.number();
    const v = this.number();
    if (Number.isNaN(u + v) || !this.endsLine()) return false;
    this.vertices.pushUv(u, v);
    return true;
  }

  private readNormal(): boolean {
    const x = this.number();
    const y = this.number();
    const z = this.number();
    if (Number.isNaN(x + y + z) || !this.endsLine()) return false;
    this.vertices.pushNormal(x, y, z);
    return true;
  }

  private readFace(): boolean {
    const { bytes, faces, vertices } = this;
    faces.begin();
    while (!this.endsLine()) {
      const position = this.reference(vertices.count);
      let uv = NONE;
      let normal = NONE;
      if (bytes[this.at] === SLASH) {
        this.at += 1;
        uv = this.reference(vertices.uvCount);
        if (bytes[this.at] === SLASH) {
          this.at += 1;
          normal = this.reference(vertices.normalCount);
        }
      }
      if (position <= NONE || uv === WRONG || normal === WRONG || bytes[this.at]! > BLANK) return false;
      faces.corner(position, uv, normal);
    }
    return faces.end();
  }

  /** A decimal number without an exponent, of digits that a double can hold; NaN where something else stands. */
  private number(): number {
    const { bytes } = this;
    let { at } = this;
    while (bytes[at] === BLANK || bytes[at] === TAB) at += 1;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at += 1;
    let mantissa = 0;
    const first = at;
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[at]! - ZERO) {
      mantissa = mantissa * 10 + digit;
      at += 1;
    }
    let digits = at - first;
    let decimals = 0;
    if (bytes[at] === POINT) {
      const point = (at += 1);
      for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[at]! - ZERO) {
        mantissa = mantissa * 10 + digit;
        at += 1;
      }
      decimals = at - point;
      digits += decimals;
    }
    this.at = at;
    if (digits === 0 || decimals > 22 || mantissa >= EXACT_MANTISSA || bytes[at]! > BLANK) return Number.NaN;
    const value = mantissa / EXACT_POWERS[decimals]!;
    return isNegative ? -value : value;
  }

  /** A number from 1 to `count`, given so or counted backwards; NONE where no digit stands, or WRONG. */
  private reference(count: number): number {
    const { bytes } = this;
    let { at } = this;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at += 1;
    const first = at;
    let given = 0;
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[at]! - ZERO) {
      given = given * 10 + digit;
      at += 1;
    }
    this.at = at;
    if (at === first) return isNegative ? WRONG : NONE;
    const index = isNegative ? count + 1 - given : given;
    return index >= 1 && index <= count && given !== 0 ? index : WRONG;
  }

  /** Skips blanks, and the end of the line where it is there. */
  private endsLine(): boolean {
    const { bytes } = this;
    let { at } = this;
    while (bytes[at] === BLANK || bytes[at] === TAB) at += 1;
    if (bytes[at] === CR && bytes[at + 1] === LF) at += 1;
    const isEnd = bytes[at] === LF;
    this.at = isEnd ? at + 1 : at;
    return isEnd;
  }
}
