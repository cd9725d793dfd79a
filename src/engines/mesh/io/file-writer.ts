import { closeSync, openSync, writeSync } from 'node:fs';
import { MAX_NUMBER_BYTES, writeInteger, writeNumber } from './number-text.ts';

const BUFFER_BYTES = 1 << 20;

/** Buffers small writes into a new file. Errors of the disk (ENOSPC) come through as they are. */
export class FileWriter {
  readonly buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  readonly view = new DataView(this.buffer.buffer, this.buffer.byteOffset, BUFFER_BYTES);
  /** Where the next byte goes in `buffer`. */
  at = 0;
  private readonly fd: number;

  constructor(path: string) {
    this.fd = openSync(path, 'w');
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

  /** See writeNumber. */
  number(value: number, single: boolean): void {
    this.room(MAX_NUMBER_BYTES);
    this.at = writeNumber(this.buffer, this.at, value, single);
  }

  integer(value: number): void {
    this.room(MAX_NUMBER_BYTES);
    this.at = writeInteger(this.buffer, this.at, value);
  }

  flush(): void {
    for (let done = 0; done < this.at; ) done += writeSync(this.fd, this.buffer, done, this.at - done);
    this.at = 0;
  }

  close(): void {
    closeSync(this.fd);
  }
}

/** Creates the file, flushes and closes it in any case. */
export function writeThrough<T>(path: string, write: (writer: FileWriter) => T): T {
  const writer = new FileWriter(path);
  try {
    const result = write(writer);
    writer.flush();
    return result;
  } finally {
    writer.close();
  }
}
