import type { FileWriter } from '../io/file-writer.ts';
import type { PlyEncoding } from './ply-types.ts';

/** Takes the values of the vertices in the order of the header, then the triangles. */
export interface PlySink {
  beginVertex(): void;
  /** A double where the file has doubles for coordinates, else a float. */
  coordinate(value: number): void;
  float(value: number): void;
  uchar(value: number): void;
  endVertex(): void;
  triangle(a: number, b: number, c: number): void;
}

/** More than three doubles, five floats and four bytes. */
const MAX_ROW_BYTES = 64;

export class BinarySink implements PlySink {
  private readonly writer: FileWriter;
  private readonly doubles: boolean;
  private readonly littleEndian: boolean;

  constructor(writer: FileWriter, doubles: boolean, encoding: PlyEncoding) {
    this.writer = writer;
    this.doubles = doubles;
    this.littleEndian = encoding === 'binary_little_endian';
  }

  beginVertex(): void {
    this.writer.room(MAX_ROW_BYTES);
  }

  coordinate(value: number): void {
    if (!this.doubles) {
      this.float(value);
      return;
    }
    this.writer.view.setFloat64(this.writer.at, value, this.littleEndian);
    this.writer.at += 8;
  }

  float(value: number): void {
    this.writer.view.setFloat32(this.writer.at, value, this.littleEndian);
    this.writer.at += 4;
  }

  uchar(value: number): void {
    this.writer.buffer[this.writer.at++] = value;
  }

  endVertex(): void {
    // rows follow each other without anything between them
  }

  triangle(a: number, b: number, c: number): void {
    const { writer, littleEndian } = this;
    const at = writer.room(13);
    writer.buffer[at] = 3;
    writer.view.setInt32(at + 1, a, littleEndian);
    writer.view.setInt32(at + 5, b, littleEndian);
    writer.view.setInt32(at + 9, c, littleEndian);
    writer.at = at + 13;
  }
}

const BLANK = 32;
const NEWLINE = 10;

export class AsciiSink implements PlySink {
  private readonly writer: FileWriter;
  private readonly doubles: boolean;
  private isFirst = true;

  constructor(writer: FileWriter, doubles: boolean) {
    this.writer = writer;
    this.doubles = doubles;
  }

  beginVertex(): void {
    this.isFirst = true;
  }

  coordinate(value: number): void {
    this.separate();
    this.writer.number(value, !this.doubles);
  }

  float(value: number): void {
    this.separate();
    this.writer.number(value, true);
  }

  uchar(value: number): void {
    this.separate();
    this.writer.integer(value);
  }

  endVertex(): void {
    this.writer.byte(NEWLINE);
  }

  triangle(a: number, b: number, c: number): void {
    this.writer.text('3 ');
    this.writer.integer(a);
    this.writer.byte(BLANK);
    this.writer.integer(b);
    this.writer.byte(BLANK);
    this.writer.integer(c);
    this.writer.byte(NEWLINE);
  }

  private separate(): void {
    if (!this.isFirst) this.writer.byte(BLANK);
    this.isFirst = false;
  }
}
