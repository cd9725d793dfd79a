import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import type { LengthUnit } from '../../../domain/report.ts';
import type { OutputLimit } from '../../output-limit.ts';
import { FileWriter } from '../io/file-writer.ts';
import { stepReal } from '../step/part21-text.ts';
import { FixedLines, ParameterText } from './fixed-lines.ts';
import { IGES_UNITS } from './length-unit.ts';

/** Columns 1–64 of the parameter section; 66–72 hold the entity's number. */
const PARAMETER_COLUMNS = 64;

export interface EntityOptions {
  form?: number;
  /** The number of a colour (314). */
  colour?: number | undefined;
  /** Part of another entity, which cannot be without it. */
  dependent?: boolean;
  /** Says something about other entities, and is no geometry itself. */
  definition?: boolean;
  /** Numbers of properties (406). */
  properties?: readonly number[];
}

/** What the global section says beside what is the same in all files. Lengths are in the unit. */
export interface GlobalSection {
  name: string;
  unit: LengthUnit;
  /** Points that are nearer are one. */
  resolution: number;
  /** The largest coordinate. */
  size: number;
}

/**
 * Writes an IGES 5.3 file, entity by entity. Parameters follow all directory entries in the file, so
 * they wait in a second file beside the first.
 */
export class IgesWriter {
  readonly #path: string;
  readonly #file: FileWriter;
  readonly #parameterFile: FileWriter;
  readonly #directory: FixedLines;
  readonly #parameters: FixedLines;
  readonly #text: ParameterText;
  readonly #globalLines: number;

  constructor(path: string, limits: OutputLimit, global: GlobalSection) {
    this.#path = path;
    this.#file = new FileWriter(path, limits);
    try {
      this.#parameterFile = new FileWriter(parameterPath(path), limits);
    } catch (error) {
      this.#file.close();
      throw error;
    }
    new FixedLines(this.#file, 'S').add('Flat faces made of a mesh by converto');
    this.#globalLines = writeGlobal(new FixedLines(this.#file, 'G'), global);
    this.#directory = new FixedLines(this.#file, 'D');
    this.#parameters = new FixedLines(this.#parameterFile, 'P');
    this.#text = new ParameterText(PARAMETER_COLUMNS, (text) =>
      this.#parameters.add(`${text.padEnd(PARAMETER_COLUMNS)}${String(this.next).padStart(8)}`),
    );
  }

  /** The number that the next entity will have: that of the first of its two lines. */
  get next(): number {
    return this.#directory.count + 1;
  }

  /** Parameters of the entity that `end` completes. */
  integer(value: number): void {
    this.#text.add(`${value},`);
  }

  /** @param digits significant ones at most; 17 lose nothing */
  real(value: number, digits = 17): void {
    this.#text.add(`${stepReal(value, digits)},`);
  }

  string(value: string): void {
    this.#text.addString(value, ',');
  }

  begin(type: number): void {
    this.#text.add(`${type},`);
    this.#firstLine = this.#parameters.count + 1;
    this.#type = type;
  }
  #firstLine = 0;
  #type = 0;

  /** Writes the directory entry and returns the number of the entity. */
  end(options: EntityOptions = {}): number {
    const { form = 0, colour, dependent = false, definition = false, properties = [] } = options;
    this.#text.add('0,'); // no associativities
    this.#text.add(properties.length === 0 ? '0;' : `${properties.length},`);
    for (const [at, property] of properties.entries()) {
      this.#text.add(`${property}${at + 1 < properties.length ? ',' : ';'}`);
    }
    this.#text.endLine();
    const number = this.next;
    const type = field(this.#type);
    const status = `00${dependent ? '01' : '00'}${definition ? '02' : '00'}00`;
    this.#directory.add(`${type}${field(this.#firstLine)}${field(0).repeat(6)}${status}`);
    const lines = this.#parameters.count - this.#firstLine + 1;
    const inked = field(colour === undefined ? 0 : -colour);
    this.#directory.add(`${type}${field(0)}${inked}${field(lines)}${field(form)}`);
    return number;
  }

  /** Appends the parameters and the terminate section. */
  finish(): void {
    this.#parameterFile.flush();
    append(this.#file, parameterPath(this.#path));
    const counts = [
      ['S', 1],
      ['G', this.#globalLines],
      ['D', this.#directory.count],
      ['P', this.#parameters.count],
    ] as const;
    new FixedLines(this.#file, 'T').add(
      counts.map(([letter, count]) => letter + String(count).padStart(7)).join(''),
    );
    this.#file.flush();
  }

  /** In any case, finished or not. */
  close(): void {
    this.#file.close();
    this.#parameterFile.close();
    rmSync(parameterPath(this.#path), { force: true });
  }
}

const parameterPath = (path: string): string => `${path}.parameters`;
const field = (value: number): string => String(value).padStart(8);

/** No clock, so that the same model gives the same bytes. */
function writeGlobal(lines: FixedLines, { name, unit, resolution, size }: GlobalSection): number {
  const text = new ParameterText(72, (line) => lines.add(line));
  const real = (value: number): void => text.add(`${stepReal(value, 6)},`);
  text.add(',,'); // the default delimiters
  text.addString(name, ',');
  text.addString(`${name}.iges`, ',');
  text.addString('converto', ',');
  text.addString('converto', ',');
  for (const limit of [32, 38, 6, 308, 15]) text.add(`${limit},`); // of integers, single and double reals
  text.addString(name, ',');
  text.add(`1.,${IGES_UNITS[unit].flag},`);
  text.addString(IGES_UNITS[unit].name, ',');
  text.add('1,0.01,');
  text.addString(EPOCH, ',');
  real(resolution);
  real(size);
  text.add(',,11,0,'); // author, organisation; version 5.3, no drafting standard
  text.addString(EPOCH, ';');
  text.endLine();
  return lines.count;
}

const EPOCH = '19700101.000000';

function append(to: FileWriter, path: string): void {
  const source = openSync(path, 'r');
  try {
    for (;;) {
      to.flush();
      to.at = readSync(source, to.buffer, 0, to.buffer.length, null);
      if (to.at === 0) return;
    }
  } finally {
    closeSync(source);
  }
}
