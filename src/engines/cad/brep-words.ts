import { Problem } from '../../domain/problem.ts';

const LF = 0x0a;
const SPACE = 0x20;
const NUMERIC = new Uint8Array(256);
for (const character of '0123456789+-.eE') NUMERIC[character.charCodeAt(0)] = 1;
const REPORT_EVERY_BYTES = 1 << 20;

/** Walks over the words of a BREP file, which white space divides. Throws `input_truncated` or `input_malformed`. */
export class BrepWords {
  /** What is being read, for sentences: `curves`. */
  section = 'locations';
  private readonly bytes: Buffer;
  private readonly onRead: (share: number) => void;
  private at: number;
  private start = 0;
  private reported = 0;

  constructor(bytes: Buffer, at: number, onRead: (share: number) => void) {
    this.bytes = bytes;
    this.at = at;
    this.onRead = onRead;
  }

  word(): string {
    this.next();
    return this.text();
  }

  expect(word: string): void {
    if (this.word() !== word) throw this.malformed(`has "${this.text()}" where "${word}" stands`);
  }

  integer(): number {
    this.next();
    const { bytes, start, at } = this;
    const isNegative = bytes[start] === 0x2d;
    let value = 0;
    for (let index = isNegative ? start + 1 : start; index < at; index += 1) {
      const digit = bytes[index]! - 0x30;
      if (digit < 0 || digit > 9) throw this.noNumber();
      value = value * 10 + digit;
    }
    if (value > 0x7fffffff || (isNegative && at === start + 1)) throw this.noNumber();
    return isNegative ? -value : value;
  }

  /** A number of things, or of one of `most` of them; 0: none. */
  count(most = 0x7fffffff): number {
    const value = this.integer();
    if (value < 0 || value > most)
      throw this.malformed(`has ${value} where a number from 0 to ${most} stands`);
    return value;
  }

  flag(): boolean {
    return this.count(1) === 1;
  }

  reals(count: number): void {
    for (let left = count; left > 0; left -= 1) {
      this.next();
      for (let index = this.start; index < this.at; index += 1) {
        if (NUMERIC[this.bytes[index]!] === 0 && !/^[+-]?(inf|nan)/i.test(this.text())) throw this.noNumber();
      }
    }
  }

  /** What stands on this line behind the last word, without white space around it. */
  restOfLine(): string {
    const feed = this.bytes.indexOf(LF, this.at);
    const end = feed < 0 ? this.bytes.length : feed;
    const rest = this.bytes.toString('latin1', this.at, end).trim();
    this.at = Math.min(end + 1, this.bytes.length);
    return rest;
  }

  /** `input_truncated` of the last word of a file: what is wrong with it is that it was cut. */
  malformed(what: string): Problem {
    if (this.at === this.bytes.length) return this.endsHere();
    let line = 1;
    for (let feed = this.bytes.indexOf(LF); feed >= 0 && feed < this.start; line += 1)
      feed = this.bytes.indexOf(LF, feed + 1);
    return new Problem('input_malformed', {
      detail: `Line ${line} of the BREP file, among its ${this.section}, ${printable(what)}. Export it again.`,
    });
  }

  private next(): void {
    const { bytes } = this;
    let { at } = this;
    while (at < bytes.length && bytes[at]! <= SPACE) at += 1;
    if (at === bytes.length) throw this.endsHere();
    this.start = at;
    while (at < bytes.length && bytes[at]! > SPACE) at += 1;
    this.at = at;
    if (at - this.reported < REPORT_EVERY_BYTES) return;
    this.reported = at;
    this.onRead(at / bytes.length);
  }

  private endsHere(): Problem {
    return cutOff(`it ends among its ${this.section}`);
  }

  private text(): string {
    return this.bytes.toString('latin1', this.start, Math.min(this.at, this.start + 30));
  }

  private noNumber(): Problem {
    return this.malformed(`has "${this.text()}" where a number stands`);
  }
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');

export const cutOff = (what: string): Problem =>
  new Problem('input_truncated', { detail: `The BREP file is cut off: ${what}. Export or upload it again.` });
