import type { Attribute } from './face-set.ts';

/**
 * The default of IndexedFaceSet (ISO/IEC 19775-1, 13.3.6): s runs along the longest side of the bounding box from 0 to
 * 1, t along the second longest, in the same scale. Of sides of one length x comes before y, and y before z.
 */
export function boxUvs(points: Float64Array): Attribute {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let at = 0; at < points.length; at += 1) {
    const value = points[at]!;
    if (value < low[at % 3]!) low[at % 3] = value;
    if (value > high[at % 3]!) high[at % 3] = value;
  }
  const sizes = low.map((value, axis) => high[axis]! - value);
  const [s, t] = [0, 1, 2].sort((a, b) => sizes[b]! - sizes[a]! || a - b) as [number, number, number];
  const scale = sizes[s]! > 0 ? 1 / sizes[s]! : 0;
  const values = new Float32Array((points.length / 3) * 2);
  for (let from = 0, at = 0; from < points.length; from += 3, at += 2) {
    values[at] = (points[from + s]! - low[s]!) * scale;
    values[at + 1] = (points[from + t]! - low[t]!) * scale;
  }
  return { values, width: 2 };
}
