import type { FacetBody, FacetPart, FacetShell } from '../facets/facet-model.ts';
import { mainMaterial } from '../facets/main-material.ts';
import type { Material } from '../model.ts';
import type { IgesColours } from './iges-colours.ts';
import type { IgesWriter } from './iges-writer.ts';

const DEPENDENT = { dependent: true } as const;
/** As in STEP: over 10 m they keep a plane within 1e-8 mm of its points. */
const DIRECTION_DIGITS = 12;

/** Writes the bodies of one part: manifold solids (186) with their voids, or open shells (514). */
export class SolidWriter {
  readonly #writer: IgesWriter;
  readonly #part: FacetPart;
  readonly #colours: IgesColours;
  readonly #materials: readonly Material[];
  readonly #points: Int32Array;
  readonly #directions: Map<string, number>;
  readonly #onItem: () => void;

  /**
   * @param directions those that were written so far, by their text
   * @param onItem of each edge and each face
   */
  constructor(
    writer: IgesWriter,
    part: FacetPart,
    colours: IgesColours,
    materials: readonly Material[],
    directions: Map<string, number>,
    onItem: () => void,
  ) {
    this.#writer = writer;
    this.#part = part;
    this.#colours = colours;
    this.#materials = materials;
    this.#points = new Int32Array(part.points.length / 3);
    this.#directions = directions;
    this.#onItem = onItem;
  }

  /** @param properties of the body */
  writeBody(body: FacetBody, properties: readonly number[], dependent: boolean): number {
    const writer = this.#writer;
    const main = mainMaterial(body, this.#part.faces);
    const colour = this.#colours.numberOf(this.#materials[main]);
    const [outer, ...cavities] = body.shells.map((shell) => this.#writeFaces(shell, main)) as [
      number[],
      ...number[][],
    ];
    const options = { colour, properties, dependent };
    if (!body.closed) return this.#writeShell(outer, { ...options, form: 2 });
    const shells = [outer, ...cavities].map((faces) => this.#writeShell(faces, { form: 1, ...DEPENDENT }));
    writer.begin(186);
    writer.integer(shells[0]!);
    writer.integer(1); // faces look outwards
    writer.integer(cavities.length);
    for (const shell of shells.slice(1)) {
      writer.integer(shell);
      writer.integer(1);
    }
    return writer.end(options);
  }

  #writeShell(faces: readonly number[], options: Parameters<IgesWriter['end']>[0]): number {
    const writer = this.#writer;
    writer.begin(514);
    writer.integer(faces.length);
    for (const face of faces) {
      writer.integer(face);
      writer.integer(1);
    }
    return writer.end(options);
  }

  #writeFaces(shell: FacetShell, mainMaterial: number): number[] {
    const { materials } = this.#part.faces;
    const edges = this.#writeEdges(shell);
    const faces: number[] = [];
    for (let face = shell.faces[0]; face < shell.faces[1]; face++) {
      const colour =
        materials[face] === mainMaterial
          ? undefined
          : this.#colours.numberOf(this.#materials[materials[face]!]);
      faces.push(this.#writeFace(face, edges, shell.edges[0], colour));
      this.#onItem();
    }
    return faces;
  }

  /** Writes the vertices (502), lines (110) and edges (504) of a shell. */
  #writeEdges({ edges: [from, to] }: FacetShell): number {
    const writer = this.#writer;
    const { points, faces } = this.#part;
    const { ends } = faces.edges;
    const places = new Map<number, number>();
    for (let at = 2 * from; at < 2 * to; at++) {
      if (!places.has(ends[at]!)) places.set(ends[at]!, places.size + 1);
    }
    writer.begin(502);
    writer.integer(places.size);
    for (const point of places.keys()) {
      for (let axis = 0; axis < 3; axis++) writer.real(points[3 * point + axis]!);
    }
    const vertices = writer.end({ form: 1, ...DEPENDENT });
    const firstLine = writer.next;
    for (let edge = from; edge < to; edge++) {
      writer.begin(110);
      for (const point of [ends[2 * edge]!, ends[2 * edge + 1]!]) {
        for (let axis = 0; axis < 3; axis++) writer.real(points[3 * point + axis]!);
      }
      writer.end(DEPENDENT);
      this.#onItem();
    }
    writer.begin(504);
    writer.integer(to - from);
    for (let edge = from; edge < to; edge++) {
      writer.integer(firstLine + 2 * (edge - from));
      for (const point of [ends[2 * edge]!, ends[2 * edge + 1]!]) {
        writer.integer(vertices);
        writer.integer(places.get(point)!);
      }
    }
    return writer.end({ form: 1, ...DEPENDENT });
  }

  /** Writes the plane (190), loops (508) and the face (510). */
  #writeFace(face: number, edges: number, firstEdge: number, colour: number | undefined): number {
    const writer = this.#writer;
    const { loopStarts, cornerStarts, edgeUses, origins } = this.#part.faces;
    const point = this.#point(origins[face]!);
    const direction = this.#direction(face);
    writer.begin(190);
    writer.integer(point);
    writer.integer(direction);
    const plane = writer.end(DEPENDENT);
    const loops: number[] = [];
    for (let loop = loopStarts[face]!; loop < loopStarts[face + 1]!; loop++) {
      const uses = edgeUses.subarray(cornerStarts[loop]!, cornerStarts[loop + 1]!);
      writer.begin(508);
      writer.integer(uses.length);
      for (const use of uses) {
        writer.integer(0); // an edge, no vertex
        writer.integer(edges);
        writer.integer((use >> 1) - firstEdge + 1);
        writer.integer((use & 1) === 1 ? 0 : 1);
        writer.integer(0); // no curves in the parameters of the surface
      }
      loops.push(writer.end({ form: 1, ...DEPENDENT }));
    }
    writer.begin(510);
    writer.integer(plane);
    writer.integer(loops.length);
    writer.integer(1); // the first loop is the outer one
    for (const loop of loops) writer.integer(loop);
    return writer.end({ form: 1, colour, ...DEPENDENT });
  }

  #point(point: number): number {
    if (this.#points[point] === 0) {
      const { points } = this.#part;
      this.#writer.begin(116);
      for (let axis = 0; axis < 3; axis++) this.#writer.real(points[3 * point + axis]!);
      this.#writer.integer(0); // no symbol
      this.#points[point] = this.#writer.end(DEPENDENT);
    }
    return this.#points[point]!;
  }

  #direction(face: number): number {
    const normal = this.#part.faces.normals.subarray(3 * face, 3 * face + 3);
    const key = normal.join();
    const known = this.#directions.get(key);
    if (known !== undefined) return known;
    this.#writer.begin(123);
    for (const value of normal) this.#writer.real(value, DIRECTION_DIGITS);
    const written = this.#writer.end(DEPENDENT);
    this.#directions.set(key, written);
    return written;
  }
}
