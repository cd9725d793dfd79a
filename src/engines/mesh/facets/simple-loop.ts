/** Pairs of segments, and cells of the grid, that may be looked at for each segment. */
const MAX_WORK = 64;
/** An orientation that is nearer to zero may have the wrong sign (Shewchuk 1997, the first error bound). */
const ERROR = 4e-16;
/** Of a cell: how far a segment may be off in the grid by rounding. */
const MARGIN = 1e-3;

/**
 * Whether a closed polygon is proven not to touch or cross itself. Corners that follow each other may touch, of course,
 * but not turn back. False where the proof would take too long.
 *
 * @param outline x, y of each corner, exact
 */
export function isSimple(outline: Float64Array): boolean {
  const count = outline.length / 2;
  if (count < 3) return false;
  for (let at = 0; at < count; at++)
    if (turnsBack(outline, at, (at + 1) % count, (at + 2) % count)) return false;
  return count === 3 || isConvex(outline) || hasNoCrossing(outline);
}

/** −1, 0 (not certain) or 1. */
function orientation(o: Float64Array, a: number, b: number, c: number): number {
  const left = (o[2 * a]! - o[2 * c]!) * (o[2 * b + 1]! - o[2 * c + 1]!);
  const right = (o[2 * a + 1]! - o[2 * c + 1]!) * (o[2 * b]! - o[2 * c]!);
  const turn = left - right;
  return Math.abs(turn) <= ERROR * (Math.abs(left) + Math.abs(right)) ? 0 : Math.sign(turn);
}

function turnsBack(o: Float64Array, a: number, b: number, c: number): boolean {
  if (orientation(o, a, b, c) !== 0) return false;
  const ux = o[2 * a]! - o[2 * b]!;
  const uy = o[2 * a + 1]! - o[2 * b + 1]!;
  const vx = o[2 * c]! - o[2 * b]!;
  const vy = o[2 * c + 1]! - o[2 * b + 1]!;
  return ux * vx + uy * vy >= 0;
}

/** Turns one way everywhere, and no more than once around: x changes its direction at most twice. */
function isConvex(o: Float64Array): boolean {
  const count = o.length / 2;
  const way = orientation(o, 0, 1, 2);
  if (way === 0) return false;
  let changes = 0;
  let direction = 0;
  for (let a = 0; a <= count; a++) {
    const [b, c] = [(a + 1) % count, (a + 2) % count];
    if (orientation(o, a % count, b, c) !== way) return false;
    const step = Math.sign(o[2 * b]! - o[2 * (a % count)]!);
    if (step === 0) continue;
    if (direction !== 0 && step !== direction) changes++;
    direction = step;
  }
  return changes <= 2;
}

/** Compares the segments that share a cell of a grid. */
function hasNoCrossing(o: Float64Array): boolean {
  const count = o.length / 2;
  const cells = listCells(o);
  if (cells === undefined) return false;
  const { starts, segments } = cells;
  let work = MAX_WORK * count + 4096;
  for (let cell = 0; cell + 1 < starts.length; cell++) {
    for (let i = starts[cell]!; i < starts[cell + 1]!; i++) {
      for (let j = i + 1; j < starts[cell + 1]!; j++) {
        if (--work < 0) return false;
        if (mayTouch(o, segments[i]!, segments[j]!)) return false;
      }
    }
  }
  return true;
}

/** Segment k runs from corner k to the next one. Neighbours were checked before. */
function mayTouch(o: Float64Array, i: number, j: number): boolean {
  const count = o.length / 2;
  const [a, b, c, d] = [i, (i + 1) % count, j, (j + 1) % count];
  if (b === c || d === a) return false;
  for (let axis = 0; axis < 2; axis++) {
    const [p, q, r, s] = [o[2 * a + axis]!, o[2 * b + axis]!, o[2 * c + axis]!, o[2 * d + axis]!];
    if (Math.max(p, q) < Math.min(r, s) || Math.max(r, s) < Math.min(p, q)) return false;
  }
  const [c1, d1] = [orientation(o, a, b, c), orientation(o, a, b, d)];
  if (c1 === d1 && c1 !== 0) return false;
  const [a1, b1] = [orientation(o, c, d, a), orientation(o, c, d, b)];
  return !(a1 === b1 && a1 !== 0);
}

interface Cells {
  starts: Uint32Array;
  segments: Uint32Array;
}

function listCells(o: Float64Array): Cells | undefined {
  const count = o.length / 2;
  const low = [o[0]!, o[1]!];
  const high = [o[0]!, o[1]!];
  for (let at = 0; at < o.length; at++) {
    low[at & 1] = Math.min(low[at & 1]!, o[at]!);
    high[at & 1] = Math.max(high[at & 1]!, o[at]!);
  }
  const sides = sidesOfGrid(o, [high[0]! - low[0]! || 1, high[1]! - low[1]! || 1]);
  const scale = [0, 1].map((axis) => sides[axis]! / (high[axis]! - low[axis]! || 1));
  const cellAt = (axis: number, value: number): number =>
    Math.min(sides[axis]! - 1, Math.max(0, Math.floor((value - low[axis]!) * scale[axis]!)));

  /** Calls back for all cells that each segment may touch, column by column; false where there are too many. */
  const rasterise = (onCell: (cell: number, segment: number) => void): boolean => {
    let work = MAX_WORK * count + 4096;
    for (let segment = 0; segment < count; segment++) {
      let [from, to] = [segment, (segment + 1) % count];
      if (o[2 * from]! > o[2 * to]!) [from, to] = [to, from];
      const [x0, y0, x1, y1] = [o[2 * from]!, o[2 * from + 1]!, o[2 * to]!, o[2 * to + 1]!];
      const last = cellAt(0, x1);
      const slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
      for (let column = cellAt(0, x0); column <= last; column++) {
        const left = Math.max(x0, low[0]! + (column - MARGIN) / scale[0]!);
        const right = Math.min(x1, low[0]! + (column + 1 + MARGIN) / scale[0]!);
        const one = x1 > x0 ? y0 + slope * (left - x0) : y0;
        const other = x1 > x0 ? y0 + slope * (right - x0) : y1;
        const top = cellAt(1, Math.max(one, other) + MARGIN / scale[1]!);
        for (let row = cellAt(1, Math.min(one, other) - MARGIN / scale[1]!); row <= top; row++) {
          if (--work < 0) return false;
          onCell(row * sides[0]! + column, segment);
        }
      }
    }
    return true;
  };

  const starts = new Uint32Array(sides[0]! * sides[1]! + 1);
  const counted = rasterise((cell) => {
    starts[cell + 1]! += 1;
  });
  if (!counted) return undefined;
  for (let cell = 0; cell < sides[0]! * sides[1]!; cell++) starts[cell + 1]! += starts[cell]!;
  const segments = new Uint32Array(starts[sides[0]! * sides[1]!]!);
  const next = starts.slice();
  rasterise((cell, segment) => {
    segments[next[cell]!++] = segment;
  });
  return { starts, segments };
}

/** About one cell for each segment; the narrower, the longer the segments are across. */
function sidesOfGrid(o: Float64Array, extents: readonly [number, number]): [columns: number, rows: number] {
  const count = o.length / 2;
  const lengths = [0, 0];
  for (let at = 0; at < o.length; at++) lengths[at & 1]! += Math.abs(o[(at + 2) % o.length]! - o[at]!);
  const ratio = lengths[1]! / extents[1] / (lengths[0]! / extents[0]);
  const columns = Math.min(count, Math.max(1, Math.round(Math.sqrt(count * ratio) || 1)));
  return [columns, Math.max(1, Math.ceil(count / columns))];
}
