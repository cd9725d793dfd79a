import type { LengthUnit } from '../../../domain/report.ts';
import { type FacetInspection, unexpected } from '../facets/facet-inspection.ts';
import { readThrough } from '../io/byte-window.ts';
import { TextScanner } from '../io/text-scanner.ts';
import { BrepTables } from './brep-tables.ts';

/**
 * Measures a file that `writeFacetedBrep` wrote, from its bytes alone, and checks that its lines run from vertex to
 * vertex and its planes through them. Throws `output_invalid` for any other.
 */
export function inspectFacetedBrep(
  path: string,
  onFraction?: (fraction: number) => void,
  unit: LengthUnit = 'mm',
): FacetInspection {
  return readThrough(path, onFraction, (window) => new Reading(new TextScanner(window)).read(unit));
}

const invalid = (reason: string) => unexpected('BREP', reason);

class Reading {
  readonly #scanner: TextScanner;

  constructor(scanner: TextScanner) {
    this.#scanner = scanner;
  }

  read(unit: LengthUnit): FacetInspection {
    this.#expect('DBRep_DrawableShape');
    this.#expect('CASCADE Topology V1, (c) Matra-Datavision');
    this.#expect('Locations 0');
    this.#expect('Curve2ds 0');
    const tables = new BrepTables();
    this.#eachOf('Curves', () => tables.addLine(this.#numbers(6)));
    this.#expect('Polygon3D 0');
    this.#expect('PolygonOnTriangulations 0');
    this.#eachOf('Surfaces', () => tables.addPlane(this.#numbers(12)));
    this.#expect('Triangulations 0');
    const total = this.#count('TShapes');
    for (let shape = 0; shape < total; shape++) this.#readShape(tables, total);
    this.#filledLine();
    const [root, more] = this.#parts(total);
    if (root !== 2 * (total - 1) || more !== undefined) throw invalid('the root is not the last shape');
    return tables.result(unit);
  }

  #readShape(tables: BrepTables, total: number): void {
    this.#filledLine();
    const type = this.#scanner.word();
    if (type === 'Ve') {
      const [tolerance] = this.#line(1);
      const point = this.#line(3);
      this.#expect('0 0');
      this.#flags();
      tables.addVertex(point, tolerance!);
    } else if (type === 'Ed') {
      const [tolerance] = this.#line(4);
      const [kind, curve, , , length] = this.#line(5);
      if (kind !== 1) throw invalid('an edge without a line');
      this.#expect('0');
      this.#flags();
      const [from, to] = this.#parts(total);
      if (from === undefined || to === undefined) throw invalid('an edge without ends');
      tables.addEdge(curve! - 1, length!, tolerance!, from >> 1, to >> 1);
      return;
    } else if (type === 'Fa') {
      const [, tolerance, surface] = this.#line(4);
      this.#flags();
      tables.addFace(surface! - 1, tolerance!, this.#parts(total));
      return;
    } else {
      this.#flags();
      const parts = this.#parts(total);
      if (type === 'Wi') tables.addWire(parts);
      else if (type === 'Sh') tables.addShell(parts);
      else if (type === 'So') tables.addSolid(parts);
      else if (type === 'Co') tables.addCompound(parts);
      else throw invalid(`a shape of type ${type}`);
      return;
    }
    if (this.#parts(total).length > 0) throw invalid('a vertex made of shapes');
  }

  /** Twice the place of each shape, plus 1 where it is reversed. Ends with the line's `*`, or with the line. */
  #parts(total: number): number[] {
    const scanner = this.#scanner;
    const parts: number[] = [];
    while (scanner.hasToken()) {
      if (scanner.take(42)) break;
      const reversed = scanner.take(45);
      if (!reversed && !scanner.take(43)) throw invalid('a shape without an orientation');
      const number = scanner.integer();
      if (number === undefined || number < 1 || number > total) throw invalid('a shape that is not there');
      parts.push(2 * (total - number) + (reversed ? 1 : 0));
      if (scanner.number() !== 0) throw invalid('a shape with a location');
    }
    return parts;
  }

  #flags(): void {
    this.#filledLine();
    if (!/^[01]{7}$/.test(this.#scanner.word())) throw invalid('a shape without flags');
    this.#filledLine();
  }

  #eachOf(section: string, read: () => void): void {
    for (let left = this.#count(section); left > 0; left--) {
      this.#filledLine();
      if (this.#scanner.number() !== 1) throw invalid(`${section} hold something curved`);
      read();
    }
  }

  #count(section: string): number {
    this.#filledLine();
    if (this.#scanner.word() !== section) throw invalid(`${section} are missing`);
    return this.#scanner.number();
  }

  #expect(line: string): void {
    this.#filledLine();
    if (this.#scanner.rest() !== line) throw invalid(`the line ${line} is missing`);
  }

  #line(count: number): number[] {
    this.#filledLine();
    return this.#numbers(count);
  }

  #numbers(count: number): number[] {
    return Array.from({ length: count }, () => this.#scanner.number());
  }

  #filledLine(): void {
    do {
      if (!this.#scanner.nextLine()) throw invalid('the file ends too early');
    } while (!this.#scanner.hasToken());
  }
}
