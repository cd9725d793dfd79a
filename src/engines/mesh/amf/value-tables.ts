import { toLinear } from '../tools/colour.ts';
import type { ElementTable } from '../xml/element-tables.ts';
import type { Colour } from './amf-document.ts';

const LARGEST_FLOAT = 3.4028235677973366e38;

/** An element that holds a number. Throws `input_malformed` where it holds something else. */
export function numberTable(take: (value: number) => void): ElementTable {
  return {
    children: {},
    text(xml) {
      const value = xml.textNumber();
      if (!(Math.abs(value) < LARGEST_FLOAT)) {
        throw xml.malformed(`has a "${xml.name.local}" or near it what is no number that a mesh can have`);
      }
      take(value);
    },
  };
}

/** An element that holds the number of a vertex. */
export function indexTable(take: (value: number) => void): ElementTable {
  return {
    children: {},
    text(xml) {
      const value = xml.textNumber();
      if (!Number.isInteger(value) || value < 0 || value > 0x7fffffff) {
        throw xml.malformed('has a triangle whose vertex is no whole number');
      }
      take(value);
    },
  };
}

export function textTable(take: (text: string) => void): ElementTable {
  let text = '';
  return {
    children: {},
    text(xml) {
      text += xml.text();
      if (text.length > 1 << 20) throw xml.malformed('has a text that is too long');
    },
    close: () => take(text.trim()),
  };
}

/**
 * A colour of r, g, b and perhaps a, 0–1 in sRGB.
 * @param takeFormula is called instead where a channel is a formula of the coordinates
 */
export function colourTable(take: (colour: Colour) => void, takeFormula: () => void): ElementTable {
  const channels: Colour = [0, 0, 0, 1];
  let isFormula = false;
  const channel = (at: number) => (): ElementTable => ({
    children: {},
    text(xml) {
      const value = xml.textNumber();
      if (Number.isNaN(value)) isFormula = true;
      const inRange = Math.min(1, Math.max(0, value));
      channels[at] = at === 3 ? inRange : toLinear(inRange);
    },
  });
  return {
    children: { r: channel(0), g: channel(1), b: channel(2), a: channel(3) },
    close: () => (isFormula ? takeFormula() : take(channels)),
  };
}
