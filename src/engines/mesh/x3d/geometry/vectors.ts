export type Vector = readonly [number, number, number];

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** Of length 1; undefined where it has no direction. */
export function unit(vector: Vector): Vector | undefined {
  const length = Math.hypot(...vector);
  if (!(length > 1e-12 && length < Infinity)) return undefined;
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}

/** About the axis of a rotation x, y, z, angle (radians), as X3D writes them; an axis of no length turns nothing. */
export function rotated(vector: Vector, [x = 0, y = 0, z = 1, angle = 0]: readonly number[]): Vector {
  const axis = unit([x, y, z]);
  if (axis === undefined || angle === 0) return vector;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const along = dot(axis, vector) * (1 - cosine);
  const [a, b, c] = cross(axis, vector);
  return [
    vector[0] * cosine + a * sine + axis[0] * along,
    vector[1] * cosine + b * sine + axis[1] * along,
    vector[2] * cosine + c * sine + axis[2] * along,
  ];
}
