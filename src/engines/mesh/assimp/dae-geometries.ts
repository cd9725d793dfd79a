import type { Span } from './edit-bytes.ts';
import type { Attribute } from './scan-xml.ts';
import type { GeometryElement } from './separate-instances.ts';

const PARTS = new Set(['triangles', 'polylist', 'polygons', 'tristrips', 'trifans']);

/** It has the parts of its geometry. */
const MAYBE_SEVERAL = 2;

/** Where the geometries of a COLLADA document stand, and the controllers that nodes show in their place. */
export class DaeGeometries {
  /** By id; the first one of an id, as assimp has it. */
  readonly elements = new Map<string, GeometryElement>();
  #open: (GeometryElement & { id: string }) | undefined;

  open(path: readonly string[], attribute: Attribute, tag: Span): void {
    const element = path.at(-1)!;
    if ((element === 'geometry' || element === 'controller') && path.length === 3) {
      const parts = element === 'controller' ? MAYBE_SEVERAL : 0;
      this.#open = {
        id: attribute('id') ?? '',
        start: tag.start,
        startTagEnd: tag.end,
        end: tag.end,
        parts,
      };
    } else if (this.#open && PARTS.has(element)) {
      this.#open.parts += 1;
    }
  }

  close(path: readonly string[], end: number): void {
    if (path.length !== 3 || this.#open === undefined) return;
    const { id, ...element } = this.#open;
    if (id !== '' && !this.elements.has(id)) this.elements.set(id, { ...element, end });
    this.#open = undefined;
  }
}
