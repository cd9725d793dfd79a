/** Square, of samples in rows from top to bottom. */
export interface Canvas {
  side: number;
  /** One over the distance of what is seen; 0: nothing. */
  nearness: Float32Array;
  /** sRGB and alpha of each sample. */
  rgba: Uint8Array;
}

/** In samples from the upper left corner; `nearness` is one over the distance from the eye. */
export interface Corner {
  x: number;
  y: number;
  nearness: number;
}

/**
 * Paints one sample.
 * @param a the weight of the first corner there, in perspective; that of the third is what is left of 1
 * @returns false where what was there before stays visible
 */
export type Paint = (sample: number, a: number, b: number) => boolean;

export const createCanvas = (side: number): Canvas => ({
  side,
  nearness: new Float32Array(side * side),
  rgba: new Uint8Array(side * side * 4),
});

/** Paints the samples whose centres lie in the triangle and that nothing nearer covers. */
export function fillTriangle(canvas: Canvas, a: Corner, b: Corner, c: Corner, paint: Paint): void {
  const { side, nearness } = canvas;
  const area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  const top = Math.max(0, Math.ceil(Math.min(a.y, b.y, c.y) - 0.5));
  const bottom = Math.min(side - 1, Math.floor(Math.max(a.y, b.y, c.y) - 0.5));
  if (area !== 0) {
    // The weights of a and b change by this much to the right.
    const aStep = (b.y - c.y) / area;
    const bStep = (c.y - a.y) / area;
    for (let row = top; row <= bottom; row += 1) {
      const y = row + 0.5;
      const from = spanOf(a, b, c, y);
      const first = Math.max(0, Math.ceil(from.left - 0.5));
      const last = Math.min(side - 1, Math.floor(from.right - 0.5));
      let aShare = ((b.x - first - 0.5) * (c.y - y) - (c.x - first - 0.5) * (b.y - y)) / area;
      let bShare = ((c.x - first - 0.5) * (a.y - y) - (a.x - first - 0.5) * (c.y - y)) / area;
      for (let column = first; column <= last; column += 1, aShare += aStep, bShare += bStep) {
        const aPart = aShare * a.nearness;
        const bPart = bShare * b.nearness;
        const near = aPart + bPart + (1 - aShare - bShare) * c.nearness;
        const sample = row * side + column;
        if (near > nearness[sample]! && paint(sample, aPart / near, bPart / near)) nearness[sample] = near;
      }
    }
  }
  drawIfThin(canvas, a, b, c, Math.abs(area), paint);
}

const span = { left: 0, right: 0 };

/** Where a row crosses the triangle. */
function spanOf(a: Corner, b: Corner, c: Corner, y: number): Readonly<typeof span> {
  span.left = Infinity;
  span.right = -Infinity;
  crossSide(a, b, y);
  crossSide(b, c, y);
  crossSide(c, a, y);
  return span;
}

function crossSide(from: Corner, to: Corner, y: number): void {
  if (from.y <= y === to.y <= y) return;
  const x = from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x);
  if (x < span.left) span.left = x;
  if (x > span.right) span.right = x;
}

/** A triangle that is thinner than a sample lies between them in places: a rod would have gaps. */
function drawIfThin(canvas: Canvas, a: Corner, b: Corner, c: Corner, area: number, paint: Paint): void {
  const [ab, bc, ca] = [lengthOf(a, b), lengthOf(b, c), lengthOf(c, a)];
  if (area > Math.max(ab, bc, ca)) return;
  if (ab >= bc && ab >= ca) drawLine(canvas, a, b, (sample, share) => paint(sample, 1 - share, share));
  else if (bc >= ca) drawLine(canvas, b, c, (sample, share) => paint(sample, 0, 1 - share));
  else drawLine(canvas, c, a, (sample, share) => paint(sample, share, 0));
}

const lengthOf = (from: Corner, to: Corner): number =>
  Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));

function drawLine(
  { side, nearness }: Canvas,
  from: Corner,
  to: Corner,
  paint: (sample: number, share: number) => boolean,
): void {
  const steps = Math.max(1, Math.ceil(lengthOf(from, to)));
  for (let step = 0; step <= steps; step += 1) {
    const share = step / steps;
    const column = Math.floor(from.x + (to.x - from.x) * share);
    const row = Math.floor(from.y + (to.y - from.y) * share);
    if (column < 0 || row < 0 || column >= side || row >= side) continue;
    const near = from.nearness + (to.nearness - from.nearness) * share;
    const sample = row * side + column;
    if (near > nearness[sample]! && paint(sample, share)) nearness[sample] = near;
  }
}
