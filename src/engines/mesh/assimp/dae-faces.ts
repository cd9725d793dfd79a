import { Uint32List } from '../tools/growable.ts';
import { facesOnly } from './face-sizes.ts';
import type { Attribute } from './scan-xml.ts';
import { eachWholeNumber } from './whole-numbers.ts';

/** How many corners the faces of each geometry have that are written as polygons: as <polylist> or <polygons>. */
export class DaeFaces {
  /** By the id of the geometry; the first one of an id, as assimp has it. For each element a list. */
  readonly #geometries = new Map<string, Uint32List[]>();
  #parts: Uint32List[] = [];
  /** Numbers for each corner of the element that is open. */
  #stride = 1;

  open(path: readonly string[], attribute: Attribute): void {
    const element = path.at(-1);
    if (element === 'geometry') {
      this.#parts = [];
      const id = attribute('id') ?? '';
      if (!this.#geometries.has(id)) this.#geometries.set(id, this.#parts);
    } else if (element === 'polylist' || element === 'polygons') {
      this.#parts.push(new Uint32List(16));
      this.#stride = 1;
    } else if (element === 'input' && path.at(-2) === 'polygons') {
      this.#stride = Math.max(this.#stride, Number(attribute('offset') ?? 0) + 1);
    }
  }

  /** Of a list that holds whole numbers. */
  close(path: readonly string[], content: () => Buffer): void {
    const sizes = this.#parts.at(-1);
    if (sizes === undefined) return;
    if (path.at(-1) === 'vcount' && path.at(-2) === 'polylist') {
      eachWholeNumber(content(), (size) => sizes.push(size));
    } else if (path.at(-1) === 'p' && path.includes('polygons')) {
      let numbers = 0;
      eachWholeNumber(content(), () => {
        numbers += 1;
      });
      sizes.push(Math.floor(numbers / this.#stride));
    }
  }

  /** For each element of these geometries. */
  partsOf(geometries: Iterable<string>): Uint32Array[] {
    return [...geometries].flatMap((id) =>
      (this.#geometries.get(id) ?? []).map((sizes) => facesOnly(sizes.view())),
    );
  }
}
