import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import type { Primitive } from '../model.ts';
import { PolygonList } from '../tools/polygon-list.ts';
import { listLength, skipProperty } from './lists.ts';
import type { PlyElement, PlyProperty } from './ply-header.ts';
import type { PlyValues } from './ply-values.ts';

/** The faces of the file, of which the vertices may come later. */
export class PlyFaces {
  /** Faces with fewer than three corners. */
  skipped = 0;
  private readonly polygons: PolygonList;
  private readonly vertices: number;

  constructor(vertices: number, expectedFaces: number, limits: EngineLimits) {
    this.vertices = vertices;
    this.polygons = new PolygonList(expectedFaces, limits);
  }

  readFaces(values: PlyValues, { count, properties }: PlyElement): void {
    const list = indexList(properties);
    if (list === undefined && count > 0) {
      throw new Problem('input_malformed', {
        detail: 'The faces of the PLY file have no list "vertex_indices". Export it again.',
      });
    }
    for (let face = 0; face < count; face += 1) {
      for (const property of properties) {
        if (property === list) this.readFace(values, property, face);
        else skipProperty(values, property);
      }
    }
  }

  /** Every corner of a strip makes a triangle with the two before it, by turns the other way round; -1 begins anew. */
  readStrips(values: PlyValues, { count, properties }: PlyElement): void {
    const list = indexList(properties);
    for (let strip = 0; strip < count; strip += 1) {
      for (const property of properties) {
        if (property === list) this.readStrip(values, property, strip);
        else skipProperty(values, property);
      }
    }
  }

  finish(positions: Primitive['positions']): Pick<Primitive, 'indices' | 'polygons'> {
    return this.polygons.finish(positions);
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

const indexList = (properties: readonly PlyProperty[]): PlyProperty | undefined =>
  properties.find(
    ({ name, countType }) =>
      countType !== undefined && (name === 'vertex_indices' || name === 'vertex_index'),
  );
