import type { FileWriter } from '../io/file-writer.ts';
import type { Primitive } from '../model.ts';
import { eachFace } from '../tools/polygons.ts';
import type { Listed, ListedPart } from './list-vertices.ts';

const SLASH = 47;
const SPACE = 32;
const LF = 10;
/** Enough to tell any two uvs in 32 bits apart in most of the range 0–1. */
const UV_STEPS = 1e7;

/** Writes the lines of one part after another; numbers of vertices run through the whole file, from 1. */
export class ObjWriter {
  private readonly writer: FileWriter;
  private readonly next = { position: 1, uv: 1, normal: 1 };

  constructor(writer: FileWriter) {
    this.writer = writer;
  }

  /**
   * The lines `v`, `vt`, `vn` of a part, then `f` for each primitive.
   * @param beginPrimitive called before the faces of a primitive
   * @param count called behind each face
   */
  writePart(
    primitives: readonly Primitive[],
    part: ListedPart,
    beginPrimitive: (primitive: Primitive) => void,
    count: () => void,
  ): void {
    this.writeTuples('v', part.positions);
    this.writeUvs(part.uvs);
    this.writeTuples('vn', part.normals);
    primitives.forEach((primitive, index) => {
      beginPrimitive(primitive);
      this.writeFaces(primitive, part, index, count);
    });
    this.next.position += part.positions.firsts.length;
    this.next.uv += part.uvs.firsts.length;
    this.next.normal += part.normals.firsts.length;
  }

  private writeTuples(keyword: string, { columns, firsts }: Listed): void {
    const { writer } = this;
    for (const vertex of firsts) {
      writer.text(keyword);
      for (const { array, width } of columns) {
        const isSingle = array instanceof Float32Array;
        for (let at = vertex * width; at < (vertex + 1) * width; at += 1) {
          writer.byte(SPACE);
          writer.number(array[at]!, isSingle);
        }
      }
      writer.byte(LF);
    }
  }

  /** v runs upwards in OBJ. */
  private writeUvs({ columns, firsts }: Listed): void {
    const { writer } = this;
    const uvs = columns[0]!.array;
    for (const vertex of firsts) {
      writer.text('vt ');
      writer.number(uvs[vertex * 2]!, true);
      writer.byte(SPACE);
      writer.number(turned(uvs[vertex * 2 + 1]!), false);
      writer.byte(LF);
    }
  }

  private writeFaces(primitive: Primitive, part: ListedPart, place: number, count: () => void): void {
    const { writer, next } = this;
    const uvStart = part.uvs.starts[place];
    const normalStart = part.normals.starts[place];
    const positionStart = part.positions.starts[place]!;
    eachFace(primitive, (corners, from, to) => {
      writer.byte(102); // f
      for (let corner = from; corner < to; corner += 1) {
        const vertex = corners[corner]!;
        writer.byte(SPACE);
        writer.integer(next.position + part.positions.ids[positionStart + vertex]!);
        if (uvStart !== undefined) {
          writer.byte(SLASH);
          writer.integer(next.uv + part.uvs.ids[uvStart + vertex]!);
        } else if (normalStart !== undefined) writer.byte(SLASH);
        if (normalStart === undefined) continue;
        writer.byte(SLASH);
        writer.integer(next.normal + part.normals.ids[normalStart + vertex]!);
      }
      writer.byte(LF);
      count();
    });
  }
}

/** 1 - v in as few digits as read back to the same v. */
function turned(v: number): number {
  const short = Math.round((1 - v) * UV_STEPS) / UV_STEPS;
  return Math.fround(1 - short) === v ? short : 1 - v;
}
