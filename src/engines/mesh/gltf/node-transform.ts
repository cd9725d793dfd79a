import type { GltfNode } from './gltf-json.ts';

export type Transform = Pick<GltfNode, 'matrix' | 'translation' | 'rotation' | 'scale'>;

/** How far a matrix may be from its parts put together again, as a share of its largest entry. */
const TOLERANCE = 1e-9;

/**
 * Translation, rotation and scale where they say what the matrix says: validators refuse some plain matrices, such as
 * those with a scale of 0 or 1000. With shear it stays a matrix.
 */
export function transformOf(matrix: Float64Array): Transform {
  const scale = [0, 1, 2].map((column) => Math.hypot(...axisOf(matrix, column)));
  const axes = [0, 1, 2].map((column) => axisOf(matrix, column).map((value) => value / scale[column]!));
  completeAxes(axes, scale);
  if (dot(axes[0]!, cross(axes[1]!, axes[2]!)) < 0) {
    scale[0] = -scale[0]!;
    axes[0] = axes[0]!.map((value) => -value);
  }
  const rotation = quaternionOf(axes);
  const translation = [...matrix.subarray(12, 15)];
  const composed = composeMatrix({ translation, rotation, scale });
  const largest = Math.max(...matrix.subarray(0, 11).map(Math.abs));
  if (!composed.every((value, at) => Math.abs(value - matrix[at]!) <= largest * TOLERANCE)) {
    return { matrix: [...matrix] };
  }
  return {
    ...(translation.some((value) => value !== 0) && { translation }),
    ...(rotation[3] !== 1 && { rotation }),
    ...(scale.some((value) => value !== 1) && { scale }),
  };
}

/** The matrix (column-major) of glTF 2.0, 3.5.3: T · R · S. A rotation that is no unit quaternion is made one. */
export function composeMatrix({ translation, rotation, scale }: Omit<Transform, 'matrix'>): Float64Array {
  const [tx = 0, ty = 0, tz = 0] = translation ?? [];
  const [sx = 1, sy = 1, sz = 1] = scale ?? [];
  const [x, y, z, w] = unitQuaternion(rotation);
  const columns = [
    [1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)].map((value) => value * sx),
    [2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)].map((value) => value * sy),
    [2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)].map((value) => value * sz),
  ];
  return Float64Array.from([...columns.flatMap((column) => [...column, 0]), tx, ty, tz, 1]);
}

function unitQuaternion(given: readonly number[] | undefined): [number, number, number, number] {
  const [x = 0, y = 0, z = 0, w = 1] = given ?? [];
  const length = Math.hypot(x, y, z, w);
  return length > 0 ? [x / length, y / length, z / length, w / length] : [0, 0, 0, 1];
}

const axisOf = (matrix: Float64Array, column: number): number[] => [
  ...matrix.subarray(column * 4, column * 4 + 3),
];

/** Where a scale is 0 the axis may point anywhere, as long as the three stay at right angles. */
function completeAxes(axes: number[][], scale: readonly number[]): void {
  for (let column = 0; column < 3; column++) {
    if (scale[column] !== 0) continue;
    const [next, last] = [(column + 1) % 3, (column + 2) % 3];
    if (scale[next] === 0) axes[next] = perpendicularTo(scale[last] === 0 ? [1, 0, 0] : axes[last]!);
    if (scale[last] === 0) axes[last] = perpendicularTo(axes[next]!);
    axes[column] = cross(axes[next]!, axes[last]!);
    return;
  }
}

function perpendicularTo(axis: readonly number[]): number[] {
  const other = Math.abs(axis[0]!) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const vector = cross(axis, other);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Of a rotation matrix given by its columns; the largest of the four parts is found first, for precision. */
function quaternionOf([a, b, c]: number[][]): number[] {
  const [xx, yy, zz] = [a![0]!, b![1]!, c![2]!];
  const squares = [1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz, 1 + xx + yy + zz];
  const largest = squares.indexOf(Math.max(...squares));
  const [yz, zx, xy] = [b![2]! + c![1]!, c![0]! + a![2]!, a![1]! + b![0]!];
  const [wx, wy, wz] = [b![2]! - c![1]!, c![0]! - a![2]!, a![1]! - b![0]!];
  const rows = [
    [squares[0]!, xy, zx, wx],
    [xy, squares[1]!, yz, wy],
    [zx, yz, squares[2]!, wz],
    [wx, wy, wz, squares[3]!],
  ];
  const quaternion = rows[largest]!;
  const length = Math.hypot(...quaternion);
  return quaternion.map((value) => value / length + 0);
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;

const cross = (a: readonly number[], b: readonly number[]): number[] => [
  a[1]! * b[2]! - a[2]! * b[1]!,
  a[2]! * b[0]! - a[0]! * b[2]!,
  a[0]! * b[1]! - a[1]! * b[0]!,
];
