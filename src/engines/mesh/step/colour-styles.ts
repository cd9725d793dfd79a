import type { Material } from '../model.ts';
import { isUnknownColour, toEncoded } from '../tools/colour.ts';
import { stepReal } from './part21-text.ts';
import type { Part21Writer } from './part21-writer.ts';

/** Writes each colour once and remembers what wears it. */
export class ColourStyles {
  readonly #writer: Part21Writer;
  readonly #styles = new Map<string, number>();
  readonly #styledItems: number[] = [];

  constructor(writer: Part21Writer) {
    this.#writer = writer;
  }

  /** @param item the number of a solid, a shell model or a face */
  dress(item: number, material: Material | undefined): void {
    if (material === undefined || isUnknownColour(material)) return;
    const style = this.#styleOf(material);
    this.#styledItems.push(this.#writer.add(`STYLED_ITEM('color',(#${style}),#${item})`));
  }

  /** Says that the styled items belong to the presentation. Once, at the end. */
  finish(context: number): void {
    if (this.#styledItems.length === 0) return;
    this.#writer.addList(
      "MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION('',",
      this.#styledItems,
      `,#${context})`,
    );
  }

  #styleOf({ baseColour: [r, g, b, alpha] }: Material): number {
    const rgb = [r, g, b].map((channel) => stepReal(toSrgb(channel), 6)).join(',');
    const transparency = stepReal(1 - Math.min(1, Math.max(0, alpha)), 6);
    const key = `${rgb},${transparency}`;
    const known = this.#styles.get(key);
    if (known !== undefined) return known;
    const writer = this.#writer;
    const colour = writer.add(`COLOUR_RGB('',${rgb})`);
    const fillColour = writer.add(`FILL_AREA_STYLE_COLOUR('',#${colour})`);
    const fill = writer.add(`FILL_AREA_STYLE('',(#${fillColour}))`);
    const surface = [writer.add(`SURFACE_STYLE_FILL_AREA(#${fill})`)];
    if (alpha < 1) {
      const transparent = writer.add(`SURFACE_STYLE_TRANSPARENT(${transparency})`);
      surface.push(
        writer.add(`SURFACE_STYLE_RENDERING_WITH_PROPERTIES(.NORMAL_SHADING.,#${colour},(#${transparent}))`),
      );
    }
    const side = writer.addList("SURFACE_SIDE_STYLE('',", surface, ')');
    const usage = writer.add(`SURFACE_STYLE_USAGE(.BOTH.,#${side})`);
    const style = writer.add(`PRESENTATION_STYLE_ASSIGNMENT((#${usage}))`);
    this.#styles.set(key, style);
    return style;
  }
}

/** STEP does not say what its colours mean; CAD programs, OCCT among them, take them as sRGB. */
const toSrgb = (linear: number): number => toEncoded(Math.min(1, Math.max(0, linear)));
