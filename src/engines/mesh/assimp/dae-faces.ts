import { Uint32List } from '../tools/growable.ts';
import type { Attribute } from './scan-xml.ts';
import type { StoredFaces } from './stored-faces.ts';

const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** The faces of each geometry that are written as polygons: its elements <polylist> and <polygons>, in their order. */
export class DaeFaces {
  /** By the id of the geometry; the first one of an id, as assimp has it. */
  readonly geometries = new Map<string, StoredFaces[]>();
  #parts: StoredFaces[] = [];
  /** Numbers for each corner of the element that is open. */
  #stride = 1;

  open(path: readonly string[], attribute: Attribute): void {
    const element = path.at(-1);
    if (element === 'geometry') {
      this.#parts = [];
      const id = attribute('id') ?? '';
      if (!this.geometries.has(id)) this.geometries.set(id, this.#parts);
    } else if (element === 'polylist' || element === 'polygons') {
      this.#parts.push({ sizes: new Uint32List(16) });
      this.#stride = 1;
    } else if (element === 'input' && path.at(-2) === 'polygons') {
      this.#stride = Math.max(this.#stride, Number(attribute('offset') ?? 0) + 1);
    }
  }

  /** Of a list that holds whole numbers. */
  close(path: readonly string[], content: () => Buffer): void {
    const sizes = this.#parts.at(-1)?.sizes;
    if (sizes === undefined) return;
    if (path.at(-1) === 'vcount' && path.at(-2) === 'polylist') {
      eachNumber(content(), (size) => sizes.push(size));
    } else if (path.at(-1) === 'p' && path.includes('polygons')) {
      let numbers = 0;
      eachNumber(content(), () => {
        numbers += 1;
      });
      sizes.push(Math.floor(numbers / this.#stride));
    }
  }
}

/** Those below zero count as zero. */
function eachNumber(content: Buffer, use: (value: number) => void): void {
  let value = -1;
  let sign = 1;
  for (const byte of content) {
    if (byte >= ZERO && byte <= NINE) {
      value = Math.max(0, value) * 10 + byte - ZERO;
      continue;
    }
    if (value >= 0) use(sign * value);
    value = -1;
    sign = byte === MINUS ? 0 : 1;
  }
  if (value >= 0) use(sign * value);
}
