import { cross, dot, minus, rotated, unit, type Vector } from './vectors.ts';

/** The axes that a cross-section has at a point of the spine. */
export interface Plane {
  x: Vector;
  y: Vector;
  z: Vector;
}

/**
 * The spine-aligned cross-section planes of ISO/IEC 19775-1, 13.3.5.3: y runs along the spine, z is square to the
 * bend. Where the spine does not bend, z is that of the point before; where it never does, the plane of the file is
 * turned into the direction of the spine.
 */
export function planesAlong(spine: Float64Array, count: number): Plane[] {
  const at = (index: number): Vector => [spine[index * 3]!, spine[index * 3 + 1]!, spine[index * 3 + 2]!];
  const last = count - 1;
  const isClosed = count > 2 && Math.hypot(...minus(at(0), at(last))) === 0;
  const neighbours = (index: number): [Vector, Vector] => {
    if (isClosed && (index === 0 || index === last)) return [at(last - 1), at(1)];
    return [at(Math.max(0, index - 1)), at(Math.min(last, index + 1))];
  };
  const ys: (Vector | undefined)[] = [];
  const zs: (Vector | undefined)[] = [];
  for (let index = 0; index < count; index += 1) {
    const [before, after] = neighbours(index);
    ys.push(unit(minus(after, before)));
    const here = at(index);
    zs.push(unitOfBend(minus(after, here), minus(before, here)));
  }
  fill(ys);
  const y = ys.map((each) => each ?? ([0, 1, 0] as const));
  if (zs.every((each) => each === undefined)) return y.map(straight);
  fill(zs);
  const z = zs.map((each) => each!);
  for (let index = 1; index < count; index += 1) {
    if (dot(z[index]!, z[index - 1]!) < 0) z[index] = z[index]!.map((value) => -value) as unknown as Vector;
  }
  return y.map((along, index) => {
    const x = unit(cross(along, z[index]!));
    return x === undefined ? straight(along) : { x, y: along, z: unit(cross(x, along)) ?? z[index]! };
  });
}

/** Rounding bends a straight spine a little: less than a millionth is no bend. */
function unitOfBend(after: Vector, before: Vector): Vector | undefined {
  const [a, b] = [unit(after), unit(before)];
  const bend = a && b && cross(a, b);
  return bend === undefined || Math.hypot(...bend) < 1e-6 ? undefined : unit(bend);
}

/** Missing directions are those of the one before, at the start those of the first that is there. */
function fill(directions: (Vector | undefined)[]): void {
  let known = directions.find((each) => each !== undefined);
  for (let index = 0; index < directions.length; index += 1) {
    known = directions[index] ?? known;
    directions[index] = known;
  }
}

/** The axes x, y, z turned by the shortest way that brings y into the direction. */
function straight(y: Vector): Plane {
  const axis = cross([0, 1, 0], y);
  const angle = Math.atan2(Math.hypot(...axis), y[1]);
  const turn = Math.hypot(...axis) < 1e-12 ? [1, 0, 0, angle] : [...axis, angle];
  return { x: rotated([1, 0, 0], turn), y, z: rotated([0, 0, 1], turn) };
}
