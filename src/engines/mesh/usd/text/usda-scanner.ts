import { Problem } from '../../../../domain/problem.ts';
import type { OnFraction } from '../../read-result.ts';
import { untold } from '../../tools/shares.ts';
import { unescapeText } from './unescape-text.ts';

const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const SLASH = 47;
const STAR = 42;
const LESS = 60;
const AT = 64;
const BACKSLASH = 92;
const LF = 10;
/** Powers of ten that a double holds exactly: a product or quotient with one is rounded once, hence correctly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const EXACT_MANTISSA = 2 ** 53;
const TELL_BYTES = 1 << 20;

/** The tokens of a text layer, straight from its bytes. Line ends are white space: no statement needs them. */
export class UsdaScanner {
  at = 0;
  readonly bytes: Buffer;

  private readonly onFraction: OnFraction;
  private told = 0;

  constructor(bytes: Buffer, at = 0, onFraction: OnFraction = untold) {
    this.bytes = bytes;
    this.at = at;
    this.onFraction = onFraction;
  }

  /** Says how many of the bytes were scanned. */
  tell(): void {
    if (this.at - this.told < TELL_BYTES) return;
    this.told = this.at;
    this.onFraction(this.at / this.bytes.length);
  }

  /** The first byte of the next token, 0 at the end. */
  peek(): number {
    const { bytes } = this;
    let { at } = this;
    for (;;) {
      const byte = bytes[at];
      if (byte === undefined) break;
      if (byte <= 32) at += 1;
      else if (byte === HASH || (byte === SLASH && bytes[at + 1] === SLASH)) at = this.find(LF, at);
      else if (byte === SLASH && bytes[at + 1] === STAR) {
        const end = bytes.indexOf('*/', at + 2, 'latin1');
        at = end < 0 ? bytes.length : end + 2;
      } else break;
    }
    this.at = at;
    return at < bytes.length ? bytes[at]! : 0;
  }

  take(character: string): boolean {
    if (this.peek() !== character.charCodeAt(0)) return false;
    this.at += 1;
    return true;
  }

  expect(character: string): void {
    if (!this.take(character)) throw this.unexpected(`a "${character}"`);
  }

  isAtEnd(): boolean {
    return this.peek() === 0 && this.at >= this.bytes.length;
  }

  /** A keyword, type or name, with its namespaces; '' where something else stands. */
  word(): string {
    this.peek();
    const start = this.at;
    while (isWordByte(this.bytes[this.at])) this.at += 1;
    return this.bytes.toString('utf8', start, this.at);
  }

  requireWord(): string {
    const word = this.word();
    if (word === '') throw this.unexpected('a name');
    return word;
  }

  isAtString(): boolean {
    const byte = this.peek();
    return byte === QUOTE || byte === APOSTROPHE;
  }

  /** In single or double quotes, or in three of either. */
  string(): string {
    if (!this.isAtString()) throw this.unexpected('a string');
    const { bytes, at } = this;
    const quote = bytes[at]!;
    const isTriple = bytes[at + 1] === quote && bytes[at + 2] === quote;
    const width = isTriple ? 3 : 1;
    const start = at + width;
    for (let end = start; end < bytes.length; end += 1) {
      const byte = bytes[end]!;
      if (byte === BACKSLASH) end += 1;
      else if (byte === LF && !isTriple) break;
      else if (byte === quote && (!isTriple || (bytes[end + 1] === quote && bytes[end + 2] === quote))) {
        this.at = end + width;
        return unescapeText(bytes.toString('utf8', start, end));
      }
    }
    this.at = start;
    throw this.unclosed('a string');
  }

  isAtAsset(): boolean {
    return this.peek() === AT;
  }

  /** The path between @ and @, or @@@ and @@@. */
  asset(): string {
    const { bytes, at } = this;
    const mark = bytes[at + 1] === AT && bytes[at + 2] === AT ? '@@@' : '@';
    const start = at + mark.length;
    if (mark === '@' && bytes[start] === AT) {
      this.at = start + 1;
      return '';
    }
    const end = bytes.indexOf(mark, start, 'latin1');
    if (end < 0) throw this.unclosed('the name of a file');
    this.at = end + mark.length;
    const text = bytes.toString('utf8', start, end);
    return mark === '@' ? text : text.replaceAll('\\@@@', '@@@');
  }

  /** The path between < and >. */
  path(): string {
    this.expect('<');
    const start = this.at;
    const end = this.find(62, start);
    if (end >= this.bytes.length) throw this.unclosed('a path');
    this.at = end + 1;
    return this.bytes.toString('utf8', start, end).trim();
  }

  number(): number {
    const { bytes } = this;
    this.peek();
    const start = this.at;
    let at = start;
    const isNegative = bytes[at] === 45;
    if (isNegative || bytes[at] === 43) at += 1;
    let mantissa = 0;
    let exponent = 0;
    let digits = 0;
    for (; isDigit(bytes[at]); at += 1, digits += 1) mantissa = mantissa * 10 + bytes[at]! - 48;
    if (bytes[at] === 46) {
      const point = (at += 1);
      for (; isDigit(bytes[at]); at += 1) mantissa = mantissa * 10 + bytes[at]! - 48;
      digits += at - point;
      exponent = point - at;
    }
    if (digits > 0 && ((bytes[at] ?? 0) | 32) === 101) {
      const sign = bytes[at + 1] === 45 ? -1 : 1;
      at += bytes[at + 1] === 45 || bytes[at + 1] === 43 ? 2 : 1;
      const first = at;
      let power = 0;
      for (; isDigit(bytes[at]); at += 1) power = power * 10 + bytes[at]! - 48;
      exponent += sign * power;
      if (at === first) digits = 0;
    }
    if (digits === 0) return this.namedNumber(start);
    this.at = at;
    if (mantissa >= EXACT_MANTISSA || exponent < -22 || exponent > 22) {
      return Number(bytes.toString('latin1', start, at));
    }
    const size = exponent < 0 ? mantissa / EXACT_POWERS[-exponent]! : mantissa * EXACT_POWERS[exponent]!;
    return isNegative ? -size : size;
  }

  /** Passes over any value: one token, or what stands between brackets. */
  skipValue(): void {
    let depth = 0;
    do {
      const byte = this.peek();
      if (byte === 0) throw this.unclosed('a value');
      else if (byte === QUOTE || byte === APOSTROPHE) this.string();
      else if (byte === AT) this.asset();
      else if (byte === LESS) this.path();
      else if (isDigit(byte) || byte === 43 || byte === 45 || byte === 46) this.number();
      else if (this.word() === '') {
        if (byte === 40 || byte === 91 || byte === 123) depth += 1;
        if (byte === 41 || byte === 93 || byte === 125) depth -= 1;
        if (depth < 0) throw this.unexpected('a value');
        this.at += 1;
      }
    } while (depth > 0);
  }

  unexpected(expected: string): Problem {
    if (this.peek() === 0 && this.at >= this.bytes.length) return this.unclosed('a statement');
    return new Problem('input_malformed', {
      detail: `Line ${this.lineNumber()} of the USD text has something else where ${expected} is expected. Export it again.`,
    });
  }

  malformed(what: string): Problem {
    return new Problem('input_malformed', {
      detail: `Line ${this.lineNumber()} of the USD text ${what}. Export it again.`,
    });
  }

  private unclosed(what: string): Problem {
    return new Problem('input_truncated', {
      detail: `The USD text ends within ${what} that begins at line ${this.lineNumber()}. Export it again.`,
    });
  }

  private namedNumber(start: number): number {
    this.at = start;
    const isNegative = this.bytes[start] === 45;
    if (isNegative) this.at += 1;
    const word = this.word();
    if (word === 'inf') return isNegative ? -Infinity : Infinity;
    if (word === 'nan') return Number.NaN;
    this.at = start;
    throw this.unexpected('a number');
  }

  private find(byte: number, from: number): number {
    const found = this.bytes.indexOf(byte, from);
    return found < 0 ? this.bytes.length : found;
  }

  private lineNumber(): number {
    let line = 1;
    for (let at = this.bytes.indexOf(LF); at >= 0 && at < this.at; at = this.bytes.indexOf(LF, at + 1))
      line += 1;
    return line;
  }
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

/** Letters, digits, _ and : of namespaces; names may have letters outside of ASCII. */
const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 97 && byte <= 122) ||
    (byte >= 65 && byte <= 90) ||
    (byte >= 48 && byte <= 58) ||
    byte === 95 ||
    byte >= 128);
