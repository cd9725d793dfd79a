import { parseNumber } from '../../io/parse-number.ts';
import { expectedGrowth } from '../../tools/expected-growth.ts';
import { Float64List } from '../../tools/growable.ts';
import type { ByteSource } from './byte-source.ts';

const MARK = 'converto-numbers:';
const EQUALS = 61;
const COMMA = 44;
/** So many bytes of nothing but numbers are taken out. */
const LONG_BYTES = 1 << 16;
const LONGEST_WORD = 400;

/**
 * The lists of numbers in the attributes of an XML file, which are most of it: as text they would take several times the
 * memory of the model. Each is taken out before the XML is parsed; a mark stands in its place.
 */
export class LongNumbers {
  /** Line ends in the lists that were taken. */
  lines = 0;
  private readonly lists: Float64Array[] = [];

  /**
   * Where the value of an attribute begins that is a long list of numbers, between the place of the source and `to`; its
   * first byte is the next then. Undefined where there is none, -1 - the place of an attribute of which more must be read
   * before that is known.
   */
  find({ bytes, at, end }: ByteSource, to: number): number | undefined {
    for (let equals = bytes.indexOf(EQUALS, at); equals >= 0 && equals < to; ) {
      const start = equals + 2;
      let length = 0;
      if (isQuote(bytes[equals + 1])) {
        while (length < LONG_BYTES && start + length < end && isOfNumbers(bytes[start + length]!))
          length += 1;
      }
      if (length === LONG_BYTES) return start;
      if (start + length >= end) return -1 - equals;
      equals = bytes.indexOf(EQUALS, equals + 1);
    }
    return undefined;
  }

  /** Takes the numbers that the source stands at. Returns the mark. */
  take(source: ByteSource): string {
    const list = new Float64List(
      1024,
      expectedGrowth(() => source.remainingBytes),
    );
    let length = 0;
    for (;;) {
      if (source.at + length >= source.end && source.fill()) continue;
      const byte = source.at + length < source.end ? source.bytes[source.at + length]! : 0;
      if (isOfNumbers(byte) && !isBlank(byte)) {
        length += 1;
        continue;
      }
      if (length > 0) {
        list.push(numberIn(source, length));
        source.at += length;
      }
      length = 0;
      if (!isBlank(byte)) break;
      if (byte === 10) this.lines += 1;
      source.at += 1;
    }
    this.lists.push(list.view());
    return `${MARK}${this.lists.length - 1};`;
  }

  /** The numbers that the mark at the beginning of a text stands for, and what is left of the text. */
  resolve(text: string): { text: string; numbers?: Float64Array } {
    const [mark, place] = text.startsWith(MARK) ? (/^[a-z-]+:(\d+);\s*/.exec(text) ?? []) : [];
    const numbers = this.lists[Number(place)];
    return mark === undefined || numbers === undefined
      ? { text }
      : { text: text.slice(mark.length), numbers };
  }
}

/** NaN where the word is none. */
function numberIn({ bytes, at }: ByteSource, length: number): number {
  return length > LONGEST_WORD
    ? Number(bytes.toString('latin1', at, at + length))
    : parseNumber(bytes, at, at + length);
}

const isQuote = (byte: number | undefined): boolean => byte === 34 || byte === 39;

const isBlank = (byte: number): boolean =>
  byte === 32 || byte === 10 || byte === 13 || byte === 9 || byte === COMMA;

/** Digits, signs, points, the e of exponents, and what stands between numbers. */
const isOfNumbers = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) ||
  isBlank(byte) ||
  byte === 45 ||
  byte === 46 ||
  byte === 43 ||
  (byte | 32) === 101;
