import { Float64List, Uint32List } from '../tools/growable.ts';
import { invalid } from './part21-reader.ts';

/** Points, loops, bounds and flat faces by the number of their instance, as far as they have been read. */
export class FaceTables {
  readonly #coordinates = new Float64List();
  /** Point numbers, loop by loop. */
  readonly #corners = new Uint32List();
  /** Places of points, two for each edge. */
  readonly #edgeEnds = new Uint32List();
  readonly #loopStarts = new Uint32List();
  /** Loops, face by face, and then where each face begins. */
  readonly #loops = new Uint32List();
  readonly #faceStarts = new Uint32List();
  /** For each instance its place in one of the lists, plus 1; which list, only its reader needs to know. */
  #places = new Uint32Array(1024);
  pointCount = 0;

  addPoint(id: number, coordinates: readonly number[]): void {
    if (coordinates.length !== 3) throw invalid(`point #${id} has ${coordinates.length} coordinates`);
    for (const coordinate of coordinates) this.#coordinates.push(coordinate);
    this.#setPlace(id, ++this.pointCount);
  }

  addLoop(id: number, points: readonly number[]): void {
    if (points.length < 3) throw invalid(`loop #${id} has ${points.length} points`);
    this.#loopStarts.push(this.#corners.length);
    for (const point of points) this.#corners.push(this.#placeOf(point) - 1);
    this.#setPlace(id, this.#loopStarts.length);
  }

  /** A bound stands for its loop, a vertex for its point. */
  alias(id: number, target: number | undefined): void {
    if (target === undefined) throw invalid(`#${id} refers to nothing`);
    this.#setPlace(id, this.#placeOf(target));
  }

  addEdge(id: number, from: number | undefined, to: number | undefined): void {
    if (from === undefined || to === undefined) throw invalid(`edge #${id} has no ends`);
    this.#edgeEnds.push(this.#placeOf(from));
    this.#edgeEnds.push(this.#placeOf(to));
    this.#setPlace(id, this.#edgeEnds.length / 2);
  }

  /** Stands for the point that the edge starts from when it is gone along in that direction. */
  addOrientedEdge(id: number, edge: number | undefined, forward: boolean): void {
    if (edge === undefined) throw invalid(`#${id} refers to nothing`);
    this.#setPlace(id, this.#edgeEnds.view()[2 * this.#placeOf(edge) - (forward ? 2 : 1)] ?? 0);
  }

  addFace(id: number, bounds: readonly number[]): void {
    if (bounds.length === 0) throw invalid(`face #${id} has no bounds`);
    this.#faceStarts.push(this.#loops.length);
    for (const bound of bounds) this.#loops.push(this.#placeOf(bound) - 1);
    this.#setPlace(id, this.#faceStarts.length);
  }

  /** x, y, z of all points. */
  get coordinates(): Float64Array {
    return this.#coordinates.view();
  }

  /** The loops of a face as numbers of points. */
  loopsOf(id: number): Uint32Array[] {
    const face = this.#placeOf(id) - 1;
    const [from, to] = rangeOf(this.#faceStarts, face, this.#loops.length);
    return Array.from(this.#loops.view().subarray(from, to), (loop) => {
      const [first, end] = rangeOf(this.#loopStarts, loop, this.#corners.length);
      return this.#corners.view().subarray(first, end);
    });
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

function rangeOf(starts: Uint32List, index: number, end: number): [from: number, to: number] {
  const view = starts.view();
  if (index >= view.length) throw invalid('a reference to something of another kind');
  return [view[index]!, index + 1 < view.length ? view[index + 1]! : end];
}
