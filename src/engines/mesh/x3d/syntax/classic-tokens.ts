import { Problem } from '../../../../domain/problem.ts';
import { expectedGrowth } from '../../tools/expected-growth.ts';
import { Float64List } from '../../tools/growable.ts';
import type { ByteSource } from './byte-source.ts';

const LF = 10;
const QUOTE = 34;
const HASH = 35;
const COMMA = 44;
const BACKSLASH = 92;
/** More than the longest number. */
const AHEAD = 512;
const LONGEST_WORD = 4096;
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const EXACT_MANTISSA = 2 ** 53;

/** The tokens of VRML 97 and of the classic encoding of X3D (ISO/IEC 14772-1, 4.2; 19776-2). */
export class ClassicTokens {
  private readonly source: ByteSource;
  private line = 1;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** The first byte of the next token; 0 at the end of the file. */
  peek(): number {
    const { source } = this;
    for (;;) {
      if (source.end - source.at < AHEAD) source.fill();
      const { bytes, end } = source;
      let { at } = source;
      while (at < end && (bytes[at]! <= 32 || bytes[at] === COMMA)) {
        if (bytes[at] === LF) this.line += 1;
        at += 1;
      }
      source.at = at;
      if (at < end) {
        if (bytes[at] !== HASH) return bytes[at]!;
        this.skipLine();
      } else if (!source.fill()) return 0;
    }
  }

  /** Takes one byte where it is the next token. */
  take(expected: number): boolean {
    if (this.peek() !== expected) return false;
    this.source.at += 1;
    return true;
  }

  /** A name or a keyword; '' where the next token is something else. */
  word(): string {
    if (this.peek() === 0) return '';
    const { source } = this;
    let length = 0;
    for (;;) {
      while (source.at + length < source.end && isOfWord(source.bytes[source.at + length]!)) length += 1;
      if (source.at + length < source.end || length > LONGEST_WORD || !source.fill()) break;
    }
    if (length > LONGEST_WORD) throw this.malformed('holds a word that is too long to be a name');
    const word = source.bytes.toString('utf8', source.at, source.at + length);
    source.at += length;
    return word;
  }

  /** A string, of which the opening quote is the next token. */
  string(): string {
    const { source } = this;
    source.at += 1;
    let escaped = false;
    for (let length = 0; ; length += 1) {
      if (source.at + length >= source.end && !source.fill()) throw this.truncated();
      const byte = source.bytes[source.at + length]!;
      if (byte === LF) this.line += 1;
      if (byte === QUOTE && (length === 0 || !this.isEscaped(length))) {
        const text = source.bytes.toString('utf8', source.at, source.at + length);
        source.at += length + 1;
        return escaped ? text.replace(/\\(.)/gs, '$1') : text;
      }
      if (byte === BACKSLASH) escaped = true;
    }
  }

  isNumber(): boolean {
    const byte = this.peek();
    return isDigit(byte) || byte === 45 || byte === 43 || byte === 46;
  }

  /** For numbers that a value may have. */
  emptyList(): Float64List {
    return new Float64List(
      16,
      expectedGrowth(() => this.source.remainingBytes),
    );
  }

  /** Appends the numbers that follow. */
  numbers(list: Float64List): void {
    while (this.isNumber()) list.push(this.number());
  }

  malformed(what: string): Problem {
    return new Problem('input_malformed', { detail: `Line ${this.line} ${what}. Export the file again.` });
  }

  truncated(): Problem {
    return new Problem('input_truncated', {
      detail: 'The file ends within a node. Export or upload it again.',
    });
  }

  private number(): number {
    const { source } = this;
    const { bytes, end } = source;
    const start = source.at;
    let at = start;
    const negative = bytes[at] === 45;
    if (negative || bytes[at] === 43) at += 1;
    let mantissa = 0;
    let exponent = 0;
    const first = at;
    for (; at < end && isDigit(bytes[at]!); at += 1) mantissa = mantissa * 10 + bytes[at]! - 48;
    let digits = at - first;
    if (at < end && bytes[at] === 46) {
      const point = (at += 1);
      for (; at < end && isDigit(bytes[at]!); at += 1) mantissa = mantissa * 10 + bytes[at]! - 48;
      digits += at - point;
      exponent = point - at;
    }
    const isSimple = digits > 0 && (at >= end || !isOfWord(bytes[at]!));
    if (!isSimple || mantissa >= EXACT_MANTISSA || exponent < -22) return this.slowNumber();
    source.at = at;
    const value = mantissa / EXACT_POWERS[-exponent]!;
    return negative ? -value : value;
  }

  private slowNumber(): number {
    const word = this.word();
    const isNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(word) || /^0x[\da-f]+$/i.test(word);
    if (!isNumber) throw this.malformed('holds something else where a number is expected');
    return Number(word);
  }

  private isEscaped(length: number): boolean {
    const { bytes, at } = this.source;
    let backslashes = 0;
    while (backslashes < length && bytes[at + length - 1 - backslashes] === BACKSLASH) backslashes += 1;
    return backslashes % 2 === 1;
  }

  /** To the end of a comment. */
  private skipLine(): void {
    const { source } = this;
    for (;;) {
      const found = source.bytes.indexOf(LF, source.at);
      if (found >= 0 && found < source.end) {
        source.at = found;
        return;
      }
      source.at = source.end;
      if (!source.fill()) return;
    }
  }
}

/** No blank, comma, quote, hash, bracket or brace. Files have names that begin with a digit or hold a dot. */
const isOfWord = (byte: number): boolean =>
  byte > 32 &&
  byte !== COMMA &&
  byte !== QUOTE &&
  byte !== HASH &&
  byte !== 91 &&
  byte !== 93 &&
  byte !== 123 &&
  byte !== 125;

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
