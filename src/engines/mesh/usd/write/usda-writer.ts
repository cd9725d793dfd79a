import { ChunkWriter } from '../../io/chunk-writer.ts';

const INDENT = '    ';
const REPORT_EVERY = 1 << 14;
const OPENING = 40;
const CLOSING = 41;

/**
 * Writes the text form of a layer, `.usda` (https://openusd.org/release/spec_usda.html), as OpenUSD lays it out. What
 * can be long is a generator of the bytes that are ready.
 */
export class UsdaWriter {
  private readonly chunks = new ChunkWriter();
  private readonly onElements: (count: number) => void;
  private depth = 0;

  /** @param onElements is told how many elements of arrays were written */
  constructor(onElements: (count: number) => void) {
    this.onElements = onElements;
  }

  line(text: string): void {
    this.chunks.text(`${INDENT.repeat(this.depth)}${text}\n`);
  }

  /**
   * A prim of a few lines.
   * @param metadata lines such as `displayName = "…"`
   */
  block(header: string, metadata: readonly string[], body: () => void): void {
    this.open(header, metadata);
    body();
    this.close();
  }

  /** A prim that holds arrays or other such prims. */
  *prim(header: string, metadata: readonly string[], body: () => Iterable<Uint8Array>): Bytes {
    this.open(header, metadata);
    yield* body();
    this.close();
    yield* this.chunks.take();
  }

  /**
   * An array attribute.
   * @param width numbers in each element; more than one stand in parentheses
   * @param parts the elements, in pieces
   */
  *array(declaration: string, width: number, parts: Iterable<NumberArray>, interpolation?: string): Bytes {
    const { chunks } = this;
    chunks.text(`${INDENT.repeat(this.depth)}${declaration} = [`);
    let written = 0;
    for (const numbers of parts) {
      for (let at = 0; at < numbers.length; at += width) {
        if (written > 0) chunks.text(', ');
        this.element(numbers, at, width);
        written += 1;
        if (written % REPORT_EVERY !== 0) continue;
        this.onElements(REPORT_EVERY);
        yield* chunks.take();
      }
    }
    this.onElements(written % REPORT_EVERY);
    chunks.text(interpolation === undefined ? ']\n' : '] (\n');
    if (interpolation === undefined) return;
    this.line(`${INDENT}interpolation = "${interpolation}"`);
    this.line(')');
  }

  finish(): Uint8Array[] {
    return this.chunks.finish();
  }

  private element(numbers: NumberArray, at: number, width: number): void {
    const { chunks } = this;
    const isWhole = numbers instanceof Uint32Array;
    const isSingle = numbers instanceof Float32Array;
    if (width > 1) chunks.byte(OPENING);
    for (let place = at; place < at + width; place += 1) {
      if (place > at) chunks.text(', ');
      if (isWhole) chunks.integer(numbers[place]!);
      else chunks.number(numbers[place]!, isSingle);
    }
    if (width > 1) chunks.byte(CLOSING);
  }

  private open(header: string, metadata: readonly string[]): void {
    this.line(metadata.length === 0 ? header : `${header} (`);
    if (metadata.length > 0) {
      for (const each of metadata) this.line(INDENT + each);
      this.line(')');
    }
    this.line('{');
    this.depth += 1;
  }

  private close(): void {
    this.depth -= 1;
    this.line('}');
  }
}

export type Bytes = Generator<Uint8Array, void>;
type NumberArray = Float32Array | Float64Array | Uint32Array;

/** A string in double quotes. */
export const quoted = (text: string): string =>
  `"${text.replace(/["\\]/g, '\\$&').replace(/[\x01-\x1f\x7f]/g, escapeControl)}"`;

const escapeControl = (character: string): string =>
  `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

export const tuple = (numbers: ArrayLike<number>): string =>
  `(${Array.from(numbers, numberText).join(', ')})`;

export const numberText = (value: number): string => String(value + 0);
