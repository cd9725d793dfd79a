import type { Material, Primitive } from '../model.ts';
import { byteOfLinear, byteOfUnit, effectiveColours, isUnknownColour } from './colour.ts';

/** A scan may have a colour for each vertex: nobody needs to know how many millions, and a Set ends at 2^24. */
const MOST = 1_000_000;

/** Counts distinct 8-bit sRGB colours with alpha, up to a million. A material that is only a name has none. */
export class ColourCount {
  private readonly seen = new Set<number>();

  get size(): number {
    return this.seen.size;
  }

  add(primitive: Primitive, materials: readonly Material[]): void {
    const material = primitive.material === undefined ? undefined : materials[primitive.material];
    if (primitive.colours === undefined) {
      if (material !== undefined && !isUnknownColour(material)) this.seen.add(packed(material.baseColour, 0));
      return;
    }
    const values = effectiveColours(primitive, materials);
    let last = -1;
    for (let at = 0; at < values.length && this.seen.size < MOST; at += 4) {
      const colour = packed(values, at);
      if (colour !== last) this.seen.add(colour);
      last = colour;
    }
  }
}

function packed(values: ArrayLike<number>, at: number): number {
  const red = byteOfLinear(values[at]!);
  const green = byteOfLinear(values[at + 1]!);
  const blue = byteOfLinear(values[at + 2]!);
  return red * 0x1000000 + ((green << 16) | (blue << 8) | byteOfUnit(values[at + 3]!));
}
