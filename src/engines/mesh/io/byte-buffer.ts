import { MAX_NUMBER_BYTES, writeInteger, writeNumber } from './number-text.ts';

export const BUFFER_BYTES = 1 << 20;

/** Of writers that are done. New memory for each small file makes V8 collect all garbage every few files. */
const spares: Buffer[] = [];
const MOST_SPARES = 2;

/** Gathers small writes; what happens to a full buffer is the subclass's to say. */
export abstract class ByteBuffer {
  readonly buffer = spares.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
  readonly view = new DataView(this.buffer.buffer, this.buffer.byteOffset, BUFFER_BYTES);
  /** Where the next byte goes in `buffer`. */
  at = 0;

  /** Hands over what was gathered and begins anew. */
  abstract flush(): void;

  /** Gives the buffer to the next writer: nothing may be written after it, and only once may it be called. */
  protected release(): void {
    if (spares.length < MOST_SPARES) spares.push(this.buffer);
  }

  /** Makes sure that `count` more bytes fit into the buffer; returns `at`. */
  room(count: number): number {
    if (this.at + count > BUFFER_BYTES) this.flush();
    return this.at;
  }

  byte(value: number): void {
    this.room(1);
    this.buffer[this.at++] = value;
  }

  /** UTF-8; at most 300 kB. */
  text(value: string): void {
    this.room(value.length * 3);
    this.at += this.buffer.write(value, this.at, 'utf8');
  }

  /** ASCII of at most 300 kB; for short pieces, which come millions of times, far faster than `text`. */
  ascii(value: string): void {
    const { length } = value;
    this.room(length);
    const { buffer, at } = this;
    for (let index = 0; index < length; index += 1) buffer[at + index] = value.charCodeAt(index);
    this.at = at + length;
  }

  /** See writeNumber. */
  number(value: number, single: boolean): void {
    this.room(MAX_NUMBER_BYTES);
    this.at = writeNumber(this.buffer, this.at, value, single);
  }

  integer(value: number): void {
    this.room(MAX_NUMBER_BYTES);
    this.at = writeInteger(this.buffer, this.at, value);
  }
}
