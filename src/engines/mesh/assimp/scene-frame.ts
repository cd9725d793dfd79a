import type { LengthUnit, UpAxis } from '../../../domain/report.ts';
import { unitOfMetres } from '../../cad/step-unit.ts';
import type { Matrix } from '../tools/matrix.ts';

export type Axis = [number, number, number];

/** Where the file says that its axes point. Unit vectors along x, y or z. */
export interface Axes {
  right: Axis;
  up: Axis;
  /** Towards the viewer of a front view. */
  front: Axis;
}

export interface SceneFrame {
  frame: { unit: LengthUnit; upAxis: UpAxis; unitKnown: true };
  /** From the file's frame to that one; absent where they are the same. */
  place?: Matrix;
  warnings: string[];
}

const Y_UP: Axes = { right: [1, 0, 0], up: [0, 1, 0], front: [0, 0, 1] };
const Z_UP: Axes = { right: [1, 0, 0], up: [0, 0, 1], front: [0, -1, 0] };

/** The frame of a model that stays as near to the file's as ours can. A frame without a name here becomes metres, Y-up. */
export function sceneFrame(metresPerUnit: number, axes: Axes): SceneFrame {
  const warnings: string[] = [];
  let metres = metresPerUnit;
  if (!(metres > 1e-12 && metres < 1e12)) {
    warnings.push(`The file names a unit of ${metres} m, which cannot be: metres were assumed.`);
    metres = 1;
  }
  const unit = unitOfMetres(metres);
  if (unit === undefined) {
    warnings.push(
      `The file counts in units of ${metres} m, which have no name here; lengths were brought to metres.`,
    );
  }
  const scale = unit === undefined ? metres : 1;
  const isZUp = same(axes.up, Z_UP.up);
  const standard = isZUp ? Z_UP : Y_UP;
  const turned = !same(axes.up, standard.up) || !same(axes.right, standard.right);
  const place = turned || scale !== 1 ? turn(axes, standard, scale) : undefined;
  return {
    frame: { unit: unit ?? 'm', upAxis: isZUp ? 'z' : 'y', unitKnown: true },
    ...(place && { place }),
    warnings,
  };
}

/** Column-major. What points along an axis of `from` points along that of `to` afterwards. */
function turn(from: Axes, to: Axes, scale: number): Matrix {
  const matrix = new Float64Array(16);
  for (let column = 0; column < 3; column += 1) {
    for (let row = 0; row < 3; row += 1) {
      const sum =
        to.right[row]! * from.right[column]! +
        to.up[row]! * from.up[column]! +
        to.front[row]! * from.front[column]!;
      matrix[column * 4 + row] = sum * scale;
    }
  }
  matrix[15] = 1;
  return matrix;
}

const same = (a: Axis, b: Axis): boolean => a.every((value, at) => value === b[at]);

export const cross = (a: Axis, b: Axis): Axis => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
