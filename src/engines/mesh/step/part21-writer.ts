import type { FileWriter } from '../io/file-writer.ts';
import { stepReal, stepString } from './part21-text.ts';

/** Numbers instances and writes them one for each line. */
export class Part21Writer {
  readonly #file: FileWriter;
  #lastId = 0;

  constructor(file: FileWriter) {
    this.#file = file;
  }

  /** No clock, so that the same model gives the same bytes. */
  begin(name: string): void {
    this.#file.text('ISO-10303-21;\nHEADER;\n');
    this.#file.text("FILE_DESCRIPTION(('faceted boundary representation'),'2;1');\n");
    this.#file.text(
      `FILE_NAME(${stepString(name)},'1970-01-01T00:00:00',(''),(''),'converto','converto','');\n`,
    );
    this.#file.text("FILE_SCHEMA(('AUTOMOTIVE_DESIGN { 1 0 10303 214 1 1 1 1 }'));\nENDSEC;\nDATA;\n");
  }

  end(): void {
    this.#file.text('ENDSEC;\nEND-ISO-10303-21;\n');
  }

  /** Writes one instance, such as `DIRECTION('',(0.,0.,1.))`, and returns its number. */
  add(entity: string): number {
    this.#file.text(`#${++this.#lastId}=${entity};\n`);
    return this.#lastId;
  }

  /** As `add`, for a list of any length: `before`, the references, `after`. */
  addList(before: string, references: Iterable<number>, after: string): number {
    this.#file.text(`#${++this.#lastId}=${before}(`);
    let separator = '';
    for (const reference of references) {
      this.#file.text(`${separator}#${reference}`);
      separator = ',';
    }
    this.#file.text(`)${after};\n`);
    return this.#lastId;
  }

  point(x: number, y: number, z: number): number {
    return this.add(`CARTESIAN_POINT('',(${triple(x, y, z, ALL_DIGITS)}))`);
  }

  direction(x: number, y: number, z: number): number {
    return this.add(`DIRECTION('',(${triple(x, y, z, DIRECTION_DIGITS)}))`);
  }
}

const ALL_DIGITS = 17;
/** Over 10 m they keep a plane within 1e-8 mm of its points. */
const DIRECTION_DIGITS = 12;

const triple = (x: number, y: number, z: number, digits: number): string =>
  `${stepReal(x, digits)},${stepReal(y, digits)},${stepReal(z, digits)}`;
