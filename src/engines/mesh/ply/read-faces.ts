import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { Float32List } from '../tools/growable.ts';
import { PolygonList } from '../tools/polygon-list.ts';
import { cornerList, type FaceColumns, findFaceColumns } from './face-columns.ts';
import { listLength, skipProperty } from './lists.ts';
import type { PlyElement, PlyProperty } from './ply-header.ts';
import type { PlyValues } from './ply-values.ts';

/** The faces of the file, of which the vertices may come later. */
export class PlyFaces {
  /** Faces with fewer than three corners. */
  skipped = 0;
  readonly polygons: PolygonList;
  /** r, g, b, a of each face as the file has them, NaN where a face has none; empty: no face has any. */
  readonly colours = new Float32List(16);
  /** u and v of each corner as the file has them, NaN where a corner has none; empty: no corner has any. */
  readonly uvs = new Float32List(16);
  private readonly vertices: number;

  constructor(vertices: number, expectedFaces: number, limits: EngineLimits) {
    this.vertices = vertices;
    this.polygons = new PolygonList(expectedFaces, limits);
  }

  readFaces(values: PlyValues, element: PlyElement): void {
    const { count, properties } = element;
    const columns = findFaceColumns(element);
    const { corners } = columns;
    if (corners === undefined && count > 0) {
      throw new Problem('input_malformed', {
        detail: 'The faces of the PLY file have no list "vertex_indices". Export it again.',
      });
    }
    const isPlain = columns.colour.length === 0 && columns.uvs === undefined;
    for (let face = 0; face < count; face += 1) {
      if (!isPlain) this.readRow(values, element, columns, face);
      else {
        for (const property of properties) {
          if (property === corners) this.readFace(values, property, face);
          else skipProperty(values, property);
        }
      }
    }
  }

  /** Every corner of a strip makes a triangle with the two before it, by turns the other way round; -1 begins anew. */
  readStrips(values: PlyValues, { count, properties }: PlyElement): void {
    const list = cornerList(properties);
    for (let strip = 0; strip < count; strip += 1) {
      for (const property of properties) {
        if (property === list) this.readStrip(values, property, strip);
        else skipProperty(values, property);
      }
    }
  }

  /** Corners and faces of what has no texture coordinates or colours of its own are filled up. */
  fill(): void {
    if (this.uvs.length > 0) fillUp(this.uvs, this.polygons.cornerCount * 2);
    if (this.colours.length > 0) fillUp(this.colours, this.polygons.faces * 4);
  }

  private readRow(
    values: PlyValues,
    { properties }: PlyElement,
    { corners, colour, uvs }: FaceColumns,
    face: number,
  ): void {
    const rgba = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
    const [faces, before] = [this.polygons.faces, this.polygons.cornerCount];
    for (const property of properties) {
      const channel = colour.indexOf(property);
      if (property === corners) this.readFace(values, property, face);
      else if (property === uvs) this.readUvs(values, property, before);
      else if (channel >= 0) rgba[channel] = values.next(property.type);
      else skipProperty(values, property);
    }
    if (colour.length === 0 || this.polygons.faces === faces) return;
    fillUp(this.colours, faces * 4);
    for (const value of rgba) this.colours.push(value);
  }

  /** @param before how many corners there were before those of this face, which may have none here */
  private readUvs(values: PlyValues, property: PlyProperty, before: number): void {
    const corners = this.polygons.cornerCount - before;
    const length = listLength(values, property);
    if (corners === 0 || length !== corners * 2) {
      values.skip(property.type, length);
      return;
    }
    fillUp(this.uvs, before * 2);
    for (let at = 0; at < length; at += 1) this.uvs.push(values.next(property.type));
  }

  private readFace(values: PlyValues, property: PlyProperty, face: number): void {
    const size = listLength(values, property);
    if (size < 3) {
      values.skip(property.type, size);
      this.skipped += 1;
      return;
    }
    this.polygons.begin(size);
    for (let corner = 0; corner < size; corner += 1) {
      const index = values.next(property.type);
      if (!this.isVertex(index)) throw this.outOfRange('Face', face, index);
      this.polygons.corner(index);
    }
  }

  private readStrip(values: PlyValues, property: PlyProperty, strip: number): void {
    const size = listLength(values, property);
    const recent: [number, number] = [0, 0];
    for (let at = 0, length = 0; at < size; at += 1) {
      const index = values.next(property.type);
      if (index === -1) {
        length = 0;
        continue;
      }
      if (!this.isVertex(index)) throw this.outOfRange('Triangle strip', strip, index);
      const [a, b] = recent;
      if (length >= 2 && a !== b && b !== index && index !== a) {
        this.polygons.begin(3);
        this.polygons.corner(length % 2 === 0 ? a : b);
        this.polygons.corner(length % 2 === 0 ? b : a);
        this.polygons.corner(index);
      }
      recent[0] = b;
      recent[1] = index;
      length += 1;
    }
  }

  private isVertex(index: number): boolean {
    return index >>> 0 === index && index < this.vertices;
  }

  private outOfRange(noun: string, place: number, index: number): Problem {
    return new Problem('input_malformed', {
      detail:
        `${noun} ${place + 1} of the PLY file refers to vertex ${index}, but the vertices are numbered 0 to ` +
        `${this.vertices - 1}. Export it again.`,
    });
  }
}

function fillUp(list: Float32List, length: number): void {
  while (list.length < length) list.push(Number.NaN);
}
