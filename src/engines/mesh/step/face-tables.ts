import { Float64List, Uint32List } from '../tools/growable.ts';
import { invalid } from './part21-reader.ts';

/** Points and triangular faces by the number of their instance, as far as they have been read. */
export class FaceTables {
  readonly #coordinates = new Float64List();
  /** Three point numbers for each loop. */
  readonly #corners = new Uint32List();
  /** For each instance its place in one of the lists, plus 1; which list, only its reader needs to know. */
  #places = new Uint32Array(1024);
  pointCount = 0;

  addPoint(id: number, coordinates: readonly number[]): void {
    if (coordinates.length !== 3) throw invalid(`point #${id} has ${coordinates.length} coordinates`);
    for (const coordinate of coordinates) this.#coordinates.push(coordinate);
    this.#setPlace(id, ++this.pointCount);
  }

  addLoop(id: number, points: readonly number[]): void {
    if (points.length !== 3) throw invalid(`loop #${id} has ${points.length} points`);
    for (const point of points) this.#corners.push(this.#placeOf(point) - 1);
    this.#setPlace(id, this.#corners.length / 3);
  }

  /** A bound stands for its loop, a face for its bound. */
  alias(id: number, target: number | undefined): void {
    if (target === undefined) throw invalid(`#${id} refers to nothing`);
    this.#setPlace(id, this.#placeOf(target));
  }

  /** Nine coordinates of the corners of a face. */
  cornersOf(face: number): number[] {
    const loop = this.#placeOf(face) - 1;
    const corners = this.#corners.view().subarray(loop * 3, loop * 3 + 3);
    if (corners.length !== 3) throw invalid(`#${face} is no face`);
    const coordinates = this.#coordinates.view();
    return [...corners].flatMap((point) => [...coordinates.subarray(point * 3, point * 3 + 3)]);
  }

  #placeOf(id: number): number {
    const place = this.#places[id] ?? 0;
    if (place === 0) throw invalid(`#${id} is used before it is there`);
    return place;
  }

  #setPlace(id: number, place: number): void {
    if (id >= this.#places.length) {
      const grown = new Uint32Array(Math.max(id + 1, this.#places.length * 2));
      grown.set(this.#places);
      this.#places = grown;
    }
    this.#places[id] = place;
  }
}
