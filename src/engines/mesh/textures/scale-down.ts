import type { OnFraction } from '../read-result.ts';
import { toEncoded, toLinear } from '../tools/colour.ts';
import { untold } from '../tools/shares.ts';
import type { Pixels, Size } from './pixels.ts';

/** What a colour weighs that cannot be seen: where nothing can be seen, the colours are still a mean. */
const INVISIBLE = 1e-4;

/**
 * Each pixel of the result is the mean of the area that it covers. Colours are sRGB: their light is averaged, weighted
 * with their alpha. Other images (normals, roughness) are averaged as the numbers that they are.
 * @param to no larger than the given image
 */
export function scaleDown(
  pixels: Pixels,
  to: Size,
  isColour: boolean,
  onFraction: OnFraction = untold,
): Pixels {
  const { width, height, channels, samples } = pixels;
  const most = samples instanceof Uint16Array ? 0xffff : 0xff;
  const read = Float32Array.from({ length: most + 1 }, (_, value) =>
    isColour ? toLinear(value / most) : value / most,
  );
  const alphaAt = isColour && channels % 2 === 0 ? channels - 1 : -1;
  const columns = spread(width, to.width);
  const rows = spread(height, to.height);
  const out =
    most === 0xff
      ? new Uint8Array(to.width * to.height * channels)
      : new Uint16Array(to.width * to.height * channels);
  const sums = new Float64Array(to.width * channels);
  const weights = new Float64Array(to.width);

  const addRow = (y: number, rowShare: number): void => {
    let at = y * width * channels;
    for (let x = 0; x < width; x += 1, at += channels) {
      const alpha = alphaAt < 0 ? 1 : samples[at + alphaAt]! / most;
      const first = columns.first[x]!;
      for (let target = first; target <= columns.last[x]!; target += 1) {
        const share = rowShare * (target === first ? columns.share[x]! : 1 - columns.share[x]!);
        const weight = share * (alphaAt < 0 ? 1 : alpha + INVISIBLE);
        weights[target]! += weight;
        const sum = target * channels;
        for (let channel = 0; channel < channels; channel += 1) {
          sums[sum + channel]! +=
            channel === alphaAt ? share * alpha : weight * read[samples[at + channel]!]!;
        }
      }
    }
  };
  const area = (width / to.width) * (height / to.height);
  const endRow = (y: number): void => {
    for (let x = 0; x < to.width; x += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        const sum = sums[x * channels + channel]!;
        const value = channel === alphaAt ? sum / area : encode(sum / weights[x]!, isColour);
        out[(y * to.width + x) * channels + channel] = Math.round(Math.min(1, value) * most);
      }
    }
    sums.fill(0);
    weights.fill(0);
  };

  let current = 0;
  const goTo = (row: number): void => {
    if (row > current) endRow(current);
    current = row;
  };
  for (let y = 0; y < height; y += 1) {
    onFraction(y / height);
    goTo(rows.first[y]!);
    addRow(y, rows.share[y]!);
    if (rows.last[y]! === current) continue;
    goTo(rows.last[y]!);
    addRow(y, 1 - rows.share[y]!);
  }
  endRow(current);
  return { ...to, channels, samples: out };
}

const encode = (mean: number, isColour: boolean): number => (isColour ? toEncoded(mean) : mean);

/** Where each of `length` pixels goes among `to`: one, or two side by side, the first with this share of it. */
function spread(length: number, to: number) {
  const first = new Int32Array(length);
  const last = new Int32Array(length);
  const share = new Float64Array(length);
  for (let at = 0; at < length; at += 1) {
    // Whole numbers, so that what ends at a border ends there exactly.
    const [start, end] = [at * to, (at + 1) * to];
    first[at] = Math.floor(start / length);
    last[at] = Math.ceil(end / length) - 1;
    share[at] = last[at]! > first[at]! ? ((first[at]! + 1) * length - start) / to : 1;
  }
  return { first, last, share };
}
