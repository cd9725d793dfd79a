import { Problem } from '../../../domain/problem.ts';
import type { FileWriter } from '../io/file-writer.ts';

/** Lines of a section are numbered in 7 columns. */
const MAX_LINES = 9_999_999;
const TEXT_COLUMNS = 72;

/** Writes lines of 80 columns: the text, the letter of the section and the number of the line. */
export class FixedLines {
  count = 0;
  readonly #file: FileWriter;
  readonly #letter: string;

  constructor(file: FileWriter, letter: 'S' | 'G' | 'D' | 'P' | 'T') {
    this.#file = file;
    this.#letter = letter;
  }

  /** @param text at most 72 bytes, one for each character */
  add(text: string): void {
    if (++this.count > MAX_LINES) {
      throw new Problem('target_limit_exceeded', {
        detail: 'The model needs more lines than an IGES file can number. Simplify the model or write STEP.',
      });
    }
    const line = `${text.padEnd(TEXT_COLUMNS)}${this.#letter}${String(this.count).padStart(7)}\n`;
    const at = this.#file.room(line.length);
    this.#file.at += this.#file.buffer.write(line, at, 'latin1');
  }
}

/** Breaks parameters into lines of a width: numbers stay whole, strings may go on in the next line. */
export class ParameterText {
  readonly #width: number;
  readonly #onLine: (text: string) => void;
  #line = '';

  constructor(width: number, onLine: (text: string) => void) {
    this.#width = width;
    this.#onLine = onLine;
  }

  /** @param text a number with its delimiter, ASCII */
  add(text: string): void {
    if (this.#line.length + text.length > this.#width) this.endLine();
    this.#line += text;
  }

  /**
   * A Hollerith string. IGES 5.3 knows ASCII only; other characters are written as UTF-8, which OCCT and FreeCAD read.
   */
  addString(text: string, delimiter: string): void {
    const bytes = Buffer.from(text, 'utf8').toString('latin1');
    this.add(`${bytes.length}H`);
    for (let rest = bytes + delimiter; rest !== ''; ) {
      const room = this.#width - this.#line.length;
      this.#line += rest.slice(0, room);
      rest = rest.slice(room);
      if (rest !== '') this.endLine();
    }
  }

  endLine(): void {
    if (this.#line !== '') this.#onLine(this.#line);
    this.#line = '';
  }
}
