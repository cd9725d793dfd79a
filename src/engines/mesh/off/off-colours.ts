import { toLinear } from '../tools/colour.ts';

/**
 * Colours as a file has them, r, g, b, a of each, made linear in place. Whether they run to 1 or to 255 the file does
 * not say: to 255 where one of them is above 1. They are taken as sRGB, as programs write them. An alpha of NaN, which
 * the file does not give, becomes 1; other NaN stay.
 */
export function linearColours(colours: Float32Array): Float32Array {
  let largest = 0;
  for (let at = 0; at < colours.length; at += 1) if (colours[at]! > largest) largest = colours[at]!;
  const white = largest > 1 ? 255 : 1;
  for (let at = 0; at < colours.length; at += 1) {
    const share = Math.min(1, Math.max(0, colours[at]! / white));
    if (at % 4 < 3) colours[at] = toLinear(share);
    else colours[at] = Number.isNaN(share) ? 1 : share;
  }
  return colours;
}
