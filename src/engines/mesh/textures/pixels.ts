/** A decoded image: rows from top to bottom, samples side by side. */
export interface Pixels {
  width: number;
  height: number;
  /** Grey, grey and alpha, RGB or RGBA. */
  channels: 1 | 2 | 3 | 4;
  samples: Uint8Array | Uint8ClampedArray | Uint16Array;
}

export interface Size {
  width: number;
  height: number;
}

/** Larger images are carried over, not decoded: such an image has 256 MiB then; some programs end there too. */
export const MOST_PIXELS = 2 ** 26;

/** The same shape with a longer side of `longest`. */
export function fitted({ width, height }: Size, longest: number): Size {
  const scale = longest / Math.max(width, height);
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}
