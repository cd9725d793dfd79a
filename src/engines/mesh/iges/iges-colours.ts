import type { Material } from '../model.ts';
import { isUnknownColour, toEncoded } from '../tools/colour.ts';
import type { IgesWriter } from './iges-writer.ts';

/** Colours (314) in percent of red, green and blue, each written once. CAD programs take them as sRGB. */
export class IgesColours {
  readonly #writer: IgesWriter;
  readonly #known = new Map<string, number>();

  constructor(writer: IgesWriter) {
    this.#writer = writer;
  }

  numberOf(material: Material | undefined): number | undefined {
    if (material === undefined || isUnknownColour(material)) return undefined;
    const percents = material.baseColour.slice(0, 3).map((linear) => {
      const encoded = toEncoded(Math.min(1, Math.max(0, linear)));
      return Number((100 * encoded).toPrecision(6));
    });
    const key = percents.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#writer.begin(314);
    for (const percent of percents) this.#writer.real(percent, 6);
    const written = this.#writer.end({ definition: true });
    this.#known.set(key, written);
    return written;
  }
}
