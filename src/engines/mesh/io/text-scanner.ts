import { Problem } from '../../../domain/problem.ts';
import type { ByteWindow } from './byte-window.ts';

const LF = 10;
const CR = 13;
const HASH = 35;
const BACKSLASH = 92;
/** Powers of ten that a double holds exactly: a product or quotient with one is rounded once, hence correctly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const EXACT_MANTISSA = 2 ** 53;

/** Reads a text file line by line and each line token by token, straight from the bytes. */
export class TextScanner {
  /** Of the current line, from 1; a continued line has the number of its last piece. */
  lineNumber = 0;
  private readonly window: ByteWindow;
  private bytes: Buffer;
  private at = 0;
  private lineEnd = 0;
  private terminator: number | undefined;

  constructor(window: ByteWindow) {
    this.window = window;
    this.bytes = window.bytes;
  }

  /**
   * Moves to the next line. False at the end of the file.
   * @param continued a backslash at the end joins a line to the next one, unless it is a comment with # (OBJ)
   */
  nextLine(continued = false): boolean {
    const { window } = this;
    let searched = 0;
    for (;;) {
      const found = window.bytes.indexOf(this.lineTerminator(), window.at + searched);
      const newline = found < window.end ? found : -1; // what lies behind the end is of an earlier piece
      if (newline < 0) {
        searched = window.end - window.at;
        if (window.fill()) continue;
        if (searched === 0) return false;
      }
      const end = newline < 0 ? window.end : newline;
      this.lineNumber += 1;
      const last = window.bytes[end - 1] === CR && end > window.at ? end - 2 : end - 1;
      const joins = continued && newline >= 0 && last >= window.at && window.bytes[last] === BACKSLASH;
      if (joins && !this.isComment(end)) {
        window.bytes.fill(32, last, end + 1);
        searched = end + 1 - window.at;
        continue;
      }
      this.bytes = window.bytes;
      this.at = window.at;
      this.lineEnd = end;
      window.at = newline < 0 ? end : end + 1;
      return true;
    }
  }

  /** Moves to the next token of the line; false where there is none. */
  hasToken(): boolean {
    const { bytes, lineEnd } = this;
    let { at } = this;
    while (at < lineEnd && bytes[at]! <= 32) at += 1;
    this.at = at;
    return at < lineEnd;
  }

  /** The next byte of the current token, 0 at its end. */
  peek(): number {
    const byte = this.at < this.lineEnd ? this.bytes[this.at]! : 0;
    return byte > 32 ? byte : 0;
  }

  /** Takes one byte of the current token where it is the expected one. */
  take(expected: number): boolean {
    if (this.peek() !== expected) return false;
    this.at += 1;
    return true;
  }

  /** The next token, '' at the end of the line. */
  word(): string {
    if (!this.hasToken()) return '';
    const start = this.at;
    while (this.peek() !== 0) this.at += 1;
    return this.bytes.toString('latin1', start, this.at);
  }

  /** What is left of the line, without blanks around it. */
  rest(): string {
    return this.bytes.toString('utf8', this.at, this.lineEnd).trim();
  }

  /** The next token as a number that a 32-bit float can hold. Throws `input_malformed` with the line. */
  coordinate(): number {
    const value = this.number();
    if (Math.abs(value) < 3.4028235677973366e38) return value; // false for NaN too
    throw this.malformed('holds a number that is not finite or is too large for a mesh');
  }

  /** The next token as a number; may be infinite. Throws `input_malformed` with the line. */
  number(): number {
    if (!this.hasToken()) throw this.malformed('ends where a number is expected');
    const { bytes, lineEnd } = this;
    const start = this.at;
    let at = start;
    const negative = bytes[at] === 45;
    if (negative || bytes[at] === 43) at += 1;
    let mantissa = 0;
    let exponent = 0;
    let digits = 0;
    for (; at < lineEnd && isDigit(bytes[at]!); at += 1, digits += 1)
      mantissa = mantissa * 10 + bytes[at]! - 48;
    if (at < lineEnd && bytes[at] === 46) {
      const point = (at += 1);
      for (; at < lineEnd && isDigit(bytes[at]!); at += 1) mantissa = mantissa * 10 + bytes[at]! - 48;
      digits += at - point;
      exponent = point - at;
    }
    if (digits > 0 && at < lineEnd && (bytes[at]! | 32) === 101) {
      const sign = bytes[at + 1] === 45 ? -1 : 1;
      const first = at + (bytes[at + 1] === 45 || bytes[at + 1] === 43 ? 2 : 1);
      let power = 0;
      for (at = first; at < lineEnd && isDigit(bytes[at]!); at += 1) power = power * 10 + bytes[at]! - 48;
      exponent += sign * power;
      if (at === first) digits = 0;
    }
    this.at = at;
    const exact = digits > 0 && mantissa < EXACT_MANTISSA && exponent >= -22 && exponent <= 22;
    if (!exact || this.peek() !== 0) return this.slowNumber(start);
    const value = exponent < 0 ? mantissa / EXACT_POWERS[-exponent]! : mantissa * EXACT_POWERS[exponent]!;
    return negative ? -value : value;
  }

  /** A whole number at the start of what is left of the token, such as 7 in `7/8/9`; undefined where there is none. */
  integer(): number | undefined {
    const negative = this.take(45);
    if (!negative) this.take(43);
    const start = this.at;
    let value = 0;
    for (let byte = this.peek(); isDigit(byte); byte = this.peek()) {
      value = value * 10 + byte - 48;
      this.at += 1;
    }
    if (this.at === start) return undefined;
    return negative ? -value : value;
  }

  malformed(what: string): Problem {
    return new Problem('input_malformed', {
      detail: `Line ${this.lineNumber} ${what}. Export the file again.`,
    });
  }

  /** A comment may end with the path of a folder. */
  private isComment(end: number): boolean {
    const { bytes, at } = this.window;
    let first = at;
    while (first < end && bytes[first]! <= 32) first += 1;
    return bytes[first] === HASH;
  }

  private slowNumber(start: number): number {
    this.at = start;
    const token = this.word();
    const value = Number(/^[+-]?\d*\.?\d*(e[+-]?\d+)?$/i.test(token) ? token : Number.NaN);
    if (Number.isNaN(value) || token === '') {
      throw this.malformed('holds something else where a number is expected');
    }
    return value;
  }

  /** Files of old Macintosh programs end lines with CR alone; the first piece of the file decides. */
  private lineTerminator(): number {
    if (this.terminator !== undefined) return this.terminator;
    const { window } = this;
    if (window.end === 0) window.fill();
    const first = window.bytes.subarray(0, window.end);
    if (first.length === 0) return LF;
    this.terminator = first.indexOf(LF) < 0 && first.indexOf(CR) >= 0 ? CR : LF;
    return this.terminator;
  }
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
