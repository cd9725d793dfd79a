import { determinant, identity, type Matrix, multiply } from '../../tools/matrix.ts';
import type { StagePrim } from '../stage/stage-prim.ts';

const RESET = '!resetXformStack!';
const INVERT = '!invert!';
const PREFIX = 'xformOp:';
/** Axes in the order in which they are turned about. */
const ROTATION = /^rotate([XYZ])([XYZ])?([XYZ])?$/;

export interface LocalTransform {
  /** Absent: identity. */
  matrix?: Matrix;
  /** What its ancestors do does not count. */
  resets: boolean;
}

/**
 * The transform that the `xformOpOrder` of a prim describes, its last operation being the first that is applied
 * (https://openusd.org/release/api/class_usd_geom_xformable.html). Operations without a value do nothing.
 */
export function localTransform(prim: StagePrim): LocalTransform {
  const order = prim.texts('xformOpOrder');
  const lastReset = order.lastIndexOf(RESET);
  let matrix: Matrix | undefined;
  for (const entry of order.slice(lastReset + 1)) {
    const isInverted = entry.startsWith(INVERT);
    const name = isInverted ? entry.slice(INVERT.length) : entry;
    const op = name.startsWith(PREFIX) ? matrixOf(prim, name) : undefined;
    if (op === undefined) continue;
    const applied = isInverted ? inverseOf(op) : op;
    matrix = matrix === undefined ? applied : multiply(matrix, applied);
  }
  const isIdentity = matrix?.every((value, at) => value === (at % 5 === 0 ? 1 : 0)) ?? true;
  return { ...(!isIdentity && { matrix: matrix! }), resets: lastReset >= 0 };
}

function matrixOf(prim: StagePrim, name: string): Matrix | undefined {
  const kind = name.split(':')[1]!;
  if (kind === 'transform') return matrixOfRows(prim.tuple(name, 16));
  if (kind === 'translate') return placed(prim.tuple(name, 3));
  if (kind === 'scale') return scaled(prim.tuple(name, 3));
  if (kind === 'orient') return turned(prim.tuple(name, 4));
  const axis = /^(translate|scale)([XYZ])$/.exec(kind);
  if (axis) return alongAxis(axis[1] === 'scale', axis[2]!, prim.number(name));
  const rotation = ROTATION.exec(kind);
  if (rotation === null) return undefined;
  const axes = rotation.slice(1).filter(Boolean);
  const angles = axes.length === 1 ? [prim.number(name) ?? 0] : prim.tuple(name, 3);
  return angles && rotated(axes, angles);
}

/** Rows for vectors that stand in a row are the columns of a matrix for those that stand in a column. */
const matrixOfRows = (rows: readonly number[] | undefined): Matrix | undefined => {
  if (rows === undefined) return undefined;
  const matrix = Float64Array.from(rows);
  for (const at of [3, 7, 11]) matrix[at] = 0; // a projection is no place
  matrix[15] = 1;
  return matrix;
};

export function placed(by: readonly number[] | undefined): Matrix | undefined {
  if (by === undefined) return undefined;
  const matrix = identity();
  matrix.set(by, 12);
  return matrix;
}

export function scaled(by: readonly number[] | undefined): Matrix | undefined {
  if (by === undefined) return undefined;
  const matrix = identity();
  for (let axis = 0; axis < 3; axis += 1) matrix[axis * 5] = by[axis]!;
  return matrix;
}

/** @param quaternion real, i, j, k; made a unit one */
export function turned(quaternion: readonly number[] | undefined): Matrix | undefined {
  if (quaternion === undefined) return undefined;
  const length = Math.hypot(...quaternion) || 1;
  const [w, x, y, z] = quaternion.map((part) => part / length) as [number, number, number, number];
  const matrix = identity();
  matrix.set([1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)], 0);
  matrix.set([2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)], 4);
  matrix.set([2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)], 8);
  return matrix;
}

function alongAxis(isScale: boolean, axis: string, value = isScale ? 1 : 0): Matrix | undefined {
  const vector = [...'XYZ'].map((each) => (each === axis ? value : isScale ? 1 : 0));
  return isScale ? scaled(vector) : placed(vector);
}

/** @param degrees about X, Y and Z, whatever the order of the axes; the one about a single axis stands alone */
function rotated(axes: readonly string[], degrees: readonly number[]): Matrix {
  let matrix = identity();
  for (const axis of axes) {
    const about = 'XYZ'.indexOf(axis);
    const angle = axes.length === 1 ? degrees[0]! : degrees[about]!;
    matrix = multiply(aboutAxis(about, (angle / 180) * Math.PI), matrix);
  }
  return matrix;
}

function aboutAxis(axis: number, angle: number): Matrix {
  const [first, second] = [(axis + 1) % 3, (axis + 2) % 3];
  const matrix = identity();
  matrix[first * 5] = Math.cos(angle);
  matrix[second * 5] = Math.cos(angle);
  matrix[first * 4 + second] = Math.sin(angle);
  matrix[second * 4 + first] = -Math.sin(angle);
  return matrix;
}

/** Of an affine matrix; itself where it has no inverse. */
function inverseOf(m: Matrix): Matrix {
  const size = determinant(m);
  if (size === 0 || !Number.isFinite(size)) return m;
  const inverse = identity();
  const at = (row: number, column: number): number => m[column * 4 + row]!;
  for (let row = 0; row < 3; row += 1) {
    for (let column = 0; column < 3; column += 1) {
      const [r1, r2] = [(column + 1) % 3, (column + 2) % 3];
      const [c1, c2] = [(row + 1) % 3, (row + 2) % 3];
      inverse[column * 4 + row] = (at(r1, c1) * at(r2, c2) - at(r1, c2) * at(r2, c1)) / size;
    }
  }
  for (let row = 0; row < 3; row += 1) {
    inverse[12 + row] = -(inverse[row]! * m[12]! + inverse[4 + row]! * m[13]! + inverse[8 + row]! * m[14]!);
  }
  return inverse;
}
