import type { FacetBody, FacetModel, FacetPart } from '../facets/facet-model.ts';
import { listProducts, type Product } from '../facets/product-tree.ts';
import { straightEdge, tolerancesOf } from '../facets/straight-edges.ts';
import type { FileWriter } from '../io/file-writer.ts';

/** Free, modified, checked, orientable, closed, infinite, convex. */
const FLAGS = {
  Ve: '0101101',
  Ed: '0101000',
  Wi: '0101100',
  Fa: '0101000',
  Sh: { closed: '0101100', open: '0101000' },
  So: '0101000',
  Co: '1100000',
} as const;

/** How many shapes there will be: they are numbered from the end of the file. */
export function countShapes({ parts }: FacetModel, root: Product): number {
  let count = 0;
  for (const part of parts.values()) {
    const { count: faces, edges, cornerStarts } = part.faces;
    count += edges.count + (cornerStarts.length - 1) + faces;
    const seen = new Int32Array(part.points.length / 3).fill(-1);
    for (const [index, body] of part.bodies.entries()) {
      eachPoint(part, body, (point) => {
        if (seen[point] === index) return;
        seen[point] = index;
        count += 1;
      });
      count += body.shells.length + (body.closed ? 1 : 0);
    }
    if (part.bodies.length > 1) count += 1;
  }
  return count + listProducts(root).filter(({ product }) => product.node === undefined).length;
}

/** Writes shapes, each after those that it is made of. */
export class ShapeWriter {
  readonly #file: FileWriter;
  readonly #total: number;
  readonly #onItem: () => void;
  #written = 0;
  /** The shape of each node's part. */
  readonly #parts = new Map<number, number>();

  /** @param onItem of each edge and each face */
  constructor(file: FileWriter, total: number, onItem: () => void) {
    this.#file = file;
    this.#onItem = onItem;
    this.#total = total;
    file.text(`\nTShapes ${total}\n`);
  }

  /** @param curves, surfaces how many of them belong to parts before this one */
  writePart(node: number, part: FacetPart, curves: number, surfaces: number): void {
    const { faces } = part;
    const { cornerStarts, loopStarts } = faces;
    const tolerances = tolerancesOf(part);
    const numbers = new Int32Array(part.points.length / 3);
    const bodies = part.bodies.map((body) => {
      eachPoint(part, body, (point) => {
        numbers[point] = 0; // vertices of another body are not shared
      });
      eachPoint(part, body, (point) => {
        if (numbers[point] === 0) numbers[point] = this.#vertex(part, point, tolerances.points[point]!);
      });
      const edges = new Map<number, number>();
      const shells = body.shells.map((shell) => {
        for (let edge = shell.edges[0]; edge < shell.edges[1]; edge++) {
          const { from, to, length } = straightEdge(part, edge);
          const ends = [numbers[from]!, numbers[to]!] as const;
          edges.set(edge, this.#edge(ends, curves + edge + 1, length, tolerances.edges[edge]!));
          this.#onItem();
        }
        const own: number[] = [];
        for (let face = shell.faces[0]; face < shell.faces[1]; face++) {
          const wires: number[] = [];
          for (let loop = loopStarts[face]!; loop < loopStarts[face + 1]!; loop++) {
            const uses = faces.edgeUses.subarray(cornerStarts[loop]!, cornerStarts[loop + 1]!);
            this.#begin('Wi', FLAGS.Wi);
            for (const use of uses) this.#part(edges.get(use >> 1)!, (use & 1) === 1);
            wires.push(this.#end());
          }
          const tolerance = Math.max(1e-7, faces.deviations[face]! * 1.01);
          own.push(this.#face(wires, surfaces + face + 1, tolerance));
          this.#onItem();
        }
        return this.#shape('Sh', FLAGS.Sh[body.closed ? 'closed' : 'open'], own);
      });
      return body.closed ? this.#shape('So', FLAGS.So, shells) : shells[0]!;
    });
    this.#parts.set(node, bodies.length === 1 ? bodies[0]! : this.#shape('Co', FLAGS.Co, bodies));
  }

  /** Writes the compounds of the assemblies, and says that the last one is what the file holds. */
  writeRoot(root: Product): void {
    const shapes = new Map<Product, number>();
    for (const { product } of listProducts(root).toReversed()) {
      const children = product.children.map((child) => shapes.get(child)!);
      const shape =
        product.node === undefined ? this.#shape('Co', FLAGS.Co, children) : this.#parts.get(product.node)!;
      shapes.set(product, shape);
    }
    this.#file.text('\n');
    this.#part(shapes.get(root)!, false);
    this.#file.text('\n');
  }

  #vertex({ points }: FacetPart, point: number, tolerance: number): number {
    const file = this.#file;
    file.text('Ve\n');
    file.number(tolerance, false);
    for (let axis = 0; axis < 3; axis++) {
      file.byte(axis === 0 ? 10 : 32);
      file.number(points[3 * point + axis]!, false);
    }
    file.text(`\n0 0\n\n${FLAGS.Ve}\n`);
    return this.#end();
  }

  #edge(ends: readonly [number, number], curve: number, length: number, tolerance: number): number {
    const file = this.#file;
    file.text('Ed\n ');
    file.number(tolerance, false);
    file.text(` 1 1 0\n1  ${curve} 0 0 `);
    file.number(length, false);
    file.text(`\n0\n\n${FLAGS.Ed}\n`);
    this.#part(ends[0], false);
    this.#part(ends[1], true);
    return this.#end();
  }

  #face(wires: readonly number[], surface: number, tolerance: number): number {
    this.#file.text('Fa\n0  ');
    this.#file.number(tolerance, false);
    this.#file.text(` ${surface} 0\n\n${FLAGS.Fa}\n`);
    for (const wire of wires) this.#part(wire, false);
    return this.#end();
  }

  #shape(type: 'Sh' | 'So' | 'Co', flags: string, parts: readonly number[]): number {
    this.#begin(type, flags);
    for (const part of parts) this.#part(part, false);
    return this.#end();
  }

  #begin(type: string, flags: string): void {
    this.#file.text(`${type}\n\n${flags}\n`);
  }

  #part(shape: number, reversed: boolean): void {
    this.#file.byte(reversed ? 45 : 43);
    this.#file.integer(this.#total - shape + 1);
    this.#file.text(' 0 ');
  }

  #end(): number {
    this.#file.text('*\n');
    return ++this.#written;
  }
}

function eachPoint({ faces }: FacetPart, { shells }: FacetBody, onPoint: (point: number) => void): void {
  for (const { faces: range } of shells) {
    const from = faces.cornerStarts[faces.loopStarts[range[0]]!]!;
    const to = faces.cornerStarts[faces.loopStarts[range[1]]!]!;
    for (let at = from; at < to; at++) onPoint(faces.corners[at]!);
  }
}
