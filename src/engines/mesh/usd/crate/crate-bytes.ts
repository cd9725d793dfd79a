import { Problem } from '../../../../domain/problem.ts';

/** The bytes of a crate file, read in order from any place; what lies outside of the file is refused. */
export class CrateBytes {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  from(offset: number): CrateBytes {
    return new CrateBytes(this.bytes, offset);
  }

  u8(): number {
    return this.bytes.readUInt8(this.take(1));
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.take(4));
  }

  i32(): number {
    return this.bytes.readInt32LE(this.take(4));
  }

  f64(): number {
    return this.bytes.readDoubleLE(this.take(8));
  }

  /** Of a 64-bit number: numbers above 2^53 are of no place in any file. */
  u64(): number {
    const at = this.take(8);
    const high = this.bytes.readUInt32LE(at + 4);
    if (high >= 0x200000) throw damaged('a number is too large');
    return high * 2 ** 32 + this.bytes.readUInt32LE(at);
  }

  /** A count of things that take at least so many bytes each. */
  count(bytesEach: number): number {
    const count = this.u64();
    if (count * bytesEach > this.bytes.length - this.at) throw tooShort();
    return count;
  }

  /** Without a copy. */
  slice(length: number): Buffer {
    const at = this.take(length);
    return this.bytes.subarray(at, at + length);
  }

  /** A copy, for typed arrays of any width. */
  copy(length: number): ArrayBuffer {
    const { buffer, byteOffset } = this.slice(length);
    return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + length);
  }

  private take(length: number): number {
    const { at } = this;
    if (!(at >= 0 && length >= 0 && at + length <= this.bytes.length)) throw tooShort();
    this.at = at + length;
    return at;
  }
}

export const damaged = (what: string): Problem =>
  new Problem('input_malformed', { detail: `In the binary USD layer ${what}. Export it again.` });

const tooShort = (): Problem =>
  new Problem('input_truncated', {
    detail: 'The binary USD layer ends before something that it points to. Export it again.',
  });
