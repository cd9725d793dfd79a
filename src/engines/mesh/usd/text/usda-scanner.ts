import { Problem } from '../../../../domain/problem.ts';
import type { OnFraction } from '../../read-result.ts';
import { untold } from '../../tools/shares.ts';
import { LayerWindow } from './layer-window.ts';
import { unescapeText } from './unescape-text.ts';

const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const COMMA = 44;
const SLASH = 47;
const STAR = 42;
const LESS = 60;
const AT = 64;
const BACKSLASH = 92;
const CLOSING_BRACKET = 93;
const LF = 10;
/** More than the longest number that programs write, and than any mark. */
const AHEAD = 512;
/** Numbers at the beginning and at the end of a list are as dense as any in it. */
const SAMPLE_BYTES = 1 << 15;
/** Powers of ten that a double holds exactly: a product or quotient with one is rounded once, hence correctly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const EXACT_MANTISSA = 2 ** 53;
const TELL_BYTES = 1 << 20;

/** The tokens of a text layer, straight from its bytes. Line ends are white space: no statement needs them. */
export class UsdaScanner extends LayerWindow {
  onFraction: OnFraction = untold;
  private told = 0;

  /** The same layer from another place on. */
  from(position: number, expectedBytes: number): UsdaScanner {
    return new UsdaScanner(this.source, position, expectedBytes);
  }

  /** Says how many of the bytes were scanned. */
  tell(): void {
    if (this.position - this.told < TELL_BYTES) return;
    this.told = this.position;
    this.onFraction(this.position / this.source.sizeBytes);
  }

  /** The first byte of the next token, 0 at the end. */
  peek(): number {
    for (;;) {
      const { bytes } = this;
      let { at } = this;
      while (at < bytes.length && bytes[at]! <= 32) at += 1;
      this.at = at;
      if (bytes.length - at < AHEAD && this.fill()) continue;
      const byte = bytes[at];
      if (byte === undefined) return 0;
      if (byte === HASH || (byte === SLASH && bytes[at + 1] === SLASH)) this.skipBehind('\n');
      else if (byte === SLASH && bytes[at + 1] === STAR) {
        this.at += 2;
        this.skipBehind('*/');
      } else return byte;
    }
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

  /**
   * Passes over an array of numbers and returns where it ends. Undefined, and nothing is passed, where a comment may hide
   * the bracket that closes it, or there is none.
   */
  skipNumbers(): number | undefined {
    const start = this.position;
    for (;;) {
      const closing = this.bytes.indexOf(CLOSING_BRACKET, this.at);
      const inside = this.bytes.subarray(this.at, closing < 0 ? this.bytes.length : closing);
      const mayHide = inside.includes(HASH) || inside.includes(SLASH);
      this.at += inside.length;
      if (!mayHide && closing >= 0) {
        this.at += 1;
        return this.position;
      }
      if (mayHide || !this.fill()) {
        this.seek(start);
        return undefined;
      }
    }
  }

  /**
   * About how many numbers stand between two places, rather too many than too few: memory that is never touched takes no
   * room, while a list that has to grow leaves its copies behind.
   */
  expectedNumbers(start: number, end: number): number {
    const piece = Buffer.alloc(Math.min(SAMPLE_BYTES, end - start));
    let most = 1;
    for (const from of [start, end - piece.length]) {
      let commas = 1;
      const count = this.source.read(piece, 0, from);
      for (let at = 0; at < count; at += 1) if (piece[at] === COMMA) commas += 1;
      most = Math.max(most, commas);
    }
    return Math.ceil(((end - start) / piece.length) * most * 1.05);
  }

  /** A keyword, type or name, with its namespaces; '' where something else stands. */
  word(): string {
    this.peek();
    let length = 0;
    do while (isWordByte(this.bytes[this.at + length])) length += 1;
    while (this.at + length === this.bytes.length && this.fill());
    const word = this.bytes.toString('utf8', this.at, this.at + length);
    this.at += length;
    return word;
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
    const quote = this.bytes[this.at]!;
    const isTriple = this.bytes[this.at + 1] === quote && this.bytes[this.at + 2] === quote;
    const width = isTriple ? 3 : 1;
    this.at += width;
    for (let length = 0; ; length += 1) {
      if (this.at + length + width > this.bytes.length && !this.fill()) break;
      const { bytes, at } = this;
      const end = at + length;
      const byte = bytes[end];
      if (byte === BACKSLASH) length += 1;
      else if (byte === LF && !isTriple) break;
      else if (byte === quote && (!isTriple || (bytes[end + 1] === quote && bytes[end + 2] === quote))) {
        this.at = end + width;
        return unescapeText(bytes.toString('utf8', at, end));
      }
    }
    throw this.unclosed('a string');
  }

  isAtAsset(): boolean {
    return this.peek() === AT;
  }

  /** The path between @ and @, or @@@ and @@@. */
  asset(): string {
    const mark = this.bytes[this.at + 1] === AT && this.bytes[this.at + 2] === AT ? '@@@' : '@';
    this.at += mark.length;
    if (mark === '@' && this.bytes[this.at] === AT) {
      this.at += 1;
      return '';
    }
    const text = this.textBefore(mark, 'the name of a file');
    return mark === '@' ? text : text.replaceAll('\\@@@', '@@@');
  }

  /** The path between < and >. */
  path(): string {
    this.expect('<');
    return this.textBefore('>', 'a path').trim();
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
    if (at === bytes.length && this.fill()) return this.number();
    if (digits === 0) return this.namedNumber();
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

  private namedNumber(): number {
    const start = this.position;
    const isNegative = this.bytes[this.at] === 45;
    if (isNegative) this.at += 1;
    const word = this.word();
    if (word === 'inf') return isNegative ? -Infinity : Infinity;
    if (word === 'nan') return Number.NaN;
    this.seek(start);
    throw this.unexpected('a number');
  }

  /** Passes over the mark too. */
  private textBefore(mark: string, what: string): string {
    for (;;) {
      const end = this.bytes.indexOf(mark, this.at, 'latin1');
      if (end >= 0) {
        const text = this.bytes.toString('utf8', this.at, end);
        this.at = end + mark.length;
        return text;
      }
      if (!this.fill()) throw this.unclosed(what);
    }
  }

  /** To behind a mark, or to the end of the layer where there is none. */
  private skipBehind(mark: string): void {
    for (;;) {
      const found = this.bytes.indexOf(mark, this.at, 'latin1');
      if (found >= 0) {
        this.at = found + mark.length;
        return;
      }
      this.at = Math.max(this.at, this.bytes.length - mark.length + 1); // a mark may be cut in two
      if (!this.fill()) {
        this.at = this.bytes.length;
        return;
      }
    }
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
