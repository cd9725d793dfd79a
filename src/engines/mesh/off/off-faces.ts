import type { EngineLimits } from '../../engine-module.ts';
import { Float32List } from '../tools/growable.ts';
import { PolygonList } from '../tools/polygon-list.ts';
import type { OffScanner } from './off-scanner.ts';

/** Reads the faces: how many corners, their vertices from 0, and on the same line perhaps a colour. */
export class OffFaces {
  readonly polygons: PolygonList;
  /** Of fewer than three corners: points and lines. */
  skipped = 0;
  /** Faces whose colour is the number of one in a table that lies in another file. */
  numberedColours = 0;
  /** r, g, b, a of each face as in the file, NaN where it has no colour; empty until a face has one. */
  readonly colours = new Float32List();
  private readonly vertices: number;

  constructor(vertices: number, expectedFaces: number, limits: EngineLimits) {
    this.vertices = vertices;
    this.polygons = new PolygonList(expectedFaces, limits);
  }

  read(scanner: OffScanner, faces: number): void {
    const colour = new Float64Array(4);
    for (let face = 0; face < faces; face += 1) {
      const size = scanner.nextNumber();
      if (!(size >= 0 && Number.isInteger(size)))
        throw scanner.malformed('has a face without a number of corners');
      if (size >= 3) this.polygons.begin(size);
      else this.skipped += 1;
      for (let corner = 0; corner < size; corner += 1) {
        const vertex = scanner.nextNumber();
        if (!(vertex >>> 0 === vertex && vertex < this.vertices)) throw this.outOfRange(scanner, vertex);
        if (size >= 3) this.polygons.corner(vertex);
      }
      const channels = scanner.restOfLine(colour);
      if (size >= 3) this.addColour(colour, channels);
    }
  }

  private addColour(colour: Float64Array, channels: number): void {
    const { colours, polygons } = this;
    const isColour = channels === 3 || channels === 4;
    if (channels === 1) this.numberedColours += 1;
    if (!isColour && colours.length === 0) return;
    while (colours.length < (polygons.faces - 1) * 4) colours.push(Number.NaN);
    for (let k = 0; k < 3; k += 1) colours.push(isColour ? colour[k]! : Number.NaN);
    colours.push(channels === 4 ? colour[3]! : Number.NaN);
  }

  private outOfRange(scanner: OffScanner, vertex: number) {
    return scanner.malformed(
      `has a face that refers to vertex ${vertex}, but the vertices are numbered 0 to ${this.vertices - 1}`,
    );
  }
}
