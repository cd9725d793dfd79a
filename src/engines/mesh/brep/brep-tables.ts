import type { LengthUnit } from '../../../domain/report.ts';
import { type FacetInspection, unexpected } from '../facets/facet-inspection.ts';
import { ShellMeasure } from '../facets/shell-measure.ts';
import { Float64List, Uint32List } from '../tools/growable.ts';

const invalid = (reason: string) => unexpected('BREP', reason);

/** Kinds of shapes. */
const [VERTEX, EDGE, WIRE, FACE, SHELL, OTHER] = [1, 2, 3, 4, 5, 6];

/**
 * The shapes of a BREP file in their order, each after those that it is made of. Parts are given as twice the place of
 * a shape, plus 1 where it is reversed.
 */
export class BrepTables {
  readonly #lines = new Float64List();
  readonly #planes = new Float64List();
  readonly #kinds = new Uint32List();
  /** For each shape its place among those of its kind. */
  readonly #places = new Uint32List();
  readonly #points = new Float64List();
  readonly #edgeEnds = new Uint32List();
  readonly #corners = new Uint32List();
  readonly #wireStarts = new Uint32List();
  readonly #wires = new Uint32List();
  readonly #faceStarts = new Uint32List();
  readonly #measure = new ShellMeasure();
  /** Of each shell. */
  readonly #volumes: number[] = [];
  #volume = 0;
  #solids = 0;
  #closedShells = 0;
  #compounds = 0;

  addLine(numbers: readonly number[]): void {
    for (const number of numbers) this.#lines.push(number);
  }

  addPlane(numbers: readonly number[]): void {
    for (const number of numbers.slice(0, 6)) this.#planes.push(number);
  }

  addVertex(point: readonly number[], tolerance: number): void {
    if (!(tolerance > 0)) throw invalid('a vertex without a tolerance');
    this.#add(VERTEX!, this.#points.length / 3);
    for (const coordinate of point) this.#points.push(coordinate);
  }

  addEdge(line: number, length: number, tolerance: number, from: number, to: number): void {
    const start = this.#placeOf(from, VERTEX!);
    const end = this.#placeOf(to, VERTEX!);
    const lines = this.#lines.view();
    const points = this.#points.view();
    for (let axis = 0; axis < 3; axis++) {
      const at = lines[6 * line + axis]!;
      const off = Math.max(
        Math.abs(at - points[3 * start + axis]!),
        Math.abs(at + length * lines[6 * line + 3 + axis]! - points[3 * end + axis]!),
      );
      if (!(off <= tolerance + ROUNDING * Math.abs(at))) throw invalid('a line that misses its vertex');
    }
    this.#add(EDGE!, this.#edgeEnds.length / 2);
    this.#edgeEnds.push(start);
    this.#edgeEnds.push(end);
  }

  addWire(parts: readonly number[]): void {
    const ends = this.#edgeEnds.view();
    this.#add(WIRE!, this.#wireStarts.length);
    this.#wireStarts.push(this.#corners.length);
    let last = -1;
    let first = -1;
    for (const part of parts) {
      const edge = this.#placeOf(part >> 1, EDGE!);
      const reversed = part & 1;
      const start = ends[2 * edge + reversed]!;
      if (last !== -1 && start !== last) throw invalid('a wire with a gap');
      if (first === -1) first = start;
      last = ends[2 * edge + 1 - reversed]!;
      this.#corners.push(start);
    }
    if (parts.length < 3 || last !== first) throw invalid('a wire that is not closed');
  }

  addFace(plane: number, tolerance: number, parts: readonly number[]): void {
    if (parts.length === 0) throw invalid('a face without a wire');
    this.#add(FACE!, this.#faceStarts.length);
    this.#faceStarts.push(this.#wires.length);
    const planes = this.#planes.view().subarray(6 * plane, 6 * plane + 6);
    const points = this.#points.view();
    for (const part of parts) {
      const wire = this.#placeOf(part >> 1, WIRE!);
      this.#wires.push(wire);
      for (const corner of this.#wire(wire)) {
        let height = 0;
        for (let axis = 0; axis < 3; axis++) {
          height += (points[3 * corner + axis]! - planes[axis]!) * planes[3 + axis]!;
        }
        const size =
          Math.abs(points[3 * corner]!) +
          Math.abs(points[3 * corner + 1]!) +
          Math.abs(points[3 * corner + 2]!);
        if (!(Math.abs(height) <= tolerance + ROUNDING * size)) throw invalid('a plane that misses a vertex');
      }
    }
  }

  addShell(parts: readonly number[]): void {
    this.#add(SHELL!, this.#volumes.length);
    const before = this.#measure.volume;
    this.#measure.beginShell();
    for (const part of parts) {
      const face = this.#placeOf(part >> 1, FACE!);
      const [from, to] = [
        this.#faceStarts.view()[face]!,
        this.#faceStarts.view()[face + 1] ?? this.#wires.length,
      ];
      const loops = Array.from(this.#wires.view().subarray(from, to), (wire) => this.#wire(wire));
      this.#measure.addFace(this.#points.view(), loops, true);
    }
    this.#volumes.push(this.#measure.volume - before);
  }

  addSolid(parts: readonly number[]): void {
    this.#add(OTHER!, this.#solids++);
    for (const part of parts) {
      this.#volume += this.#volumes[this.#placeOf(part >> 1, SHELL!)]!;
      this.#closedShells += 1;
    }
  }

  addCompound(parts: readonly number[]): void {
    if (parts.some((part) => part >> 1 >= this.#kinds.length))
      throw invalid('a compound of what is not there');
    this.#add(OTHER!, this.#compounds++);
  }

  /** A file has no names; its parts are its solids and loose shells. It has no unit either. */
  result(unit: LengthUnit): FacetInspection {
    if (this.#faceStarts.length === 0) throw invalid('no face');
    const { min, max, area } = this.#measure;
    const openShells = this.#volumes.length - this.#closedShells;
    return {
      measures: {
        format: 'brep',
        parts: this.#solids + openShells,
        bodies: this.#solids,
        faces: this.#faceStarts.length,
        vertices: this.#points.length / 3,
        bounds: { min, max },
        unit,
        upAxis: 'z',
        area,
        ...(openShells === 0 && { volume: this.#volume }),
        colours: 0,
      },
      partNames: [],
      assemblies: this.#compounds,
    };
  }

  #wire(wire: number): Uint32Array {
    const starts = this.#wireStarts.view();
    return this.#corners.view().subarray(starts[wire]!, starts[wire + 1] ?? this.#corners.length);
  }

  #add(kind: number, place: number): void {
    this.#kinds.push(kind);
    this.#places.push(place);
  }

  #placeOf(shape: number, kind: number): number {
    if (this.#kinds.view()[shape] !== kind) throw invalid('a shape of another kind than is needed');
    return this.#places.view()[shape]!;
  }
}

/** Of a coordinate: what the digits of normals and directions leave. */
const ROUNDING = 1e-11;
