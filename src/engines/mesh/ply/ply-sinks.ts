import type { FileWriter } from '../io/file-writer.ts';
import type { PlyEncoding } from './ply-types.ts';

/** Takes the values of the vertices in the order of the header, then the faces. */
export interface PlySink {
  beginVertex(): void;
  /** A double where the file has doubles for coordinates, else a float. */
  coordinate(value: number): void;
  float(value: number): void;
  uchar(value: number): void;
  endVertex(): void;
  /** Announces how many corners follow: more than 255 only where the header says so. */
  face(size: number): void;
  corner(vertex: number): void;
  endFace(): void;
}

/** More than three doubles, five floats and four bytes. */
const MAX_ROW_BYTES = 64;

export class BinarySink implements PlySink {
  private readonly writer: FileWriter;
  private readonly doubles: boolean;
  private readonly littleEndian: boolean;
  private readonly longFaces: boolean;

  constructor(
    writer: FileWriter,
    { doubles, longFaces }: { doubles: boolean; longFaces: boolean },
    encoding: PlyEncoding,
  ) {
    this.writer = writer;
    this.doubles = doubles;
    this.longFaces = longFaces;
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

  face(size: number): void {
    if (!this.longFaces) this.writer.byte(size);
    else this.corner(size);
  }

  corner(vertex: number): void {
    const { writer } = this;
    writer.view.setInt32(writer.room(4), vertex, this.littleEndian);
    writer.at += 4;
  }

  endFace(): void {
    // nor do faces
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

  face(size: number): void {
    this.writer.integer(size);
  }

  corner(vertex: number): void {
    this.writer.byte(BLANK);
    this.writer.integer(vertex);
  }

  endFace(): void {
    this.writer.byte(NEWLINE);
  }

  private separate(): void {
    if (!this.isFirst) this.writer.byte(BLANK);
    this.isFirst = false;
  }
}
