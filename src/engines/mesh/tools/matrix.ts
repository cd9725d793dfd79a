/** 4 × 4 matrices as in MeshNode: column-major, affine (the last row is 0 0 0 1). */
export type Matrix = Float64Array;

export const identity = (): Matrix => Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

/** a · b: b is applied first. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const product = new Float64Array(16);
  for (let column = 0; column < 4; column += 1) {
    for (let row = 0; row < 4; row += 1) {
      let sum = 0;
      for (let inner = 0; inner < 4; inner += 1) sum += a[inner * 4 + row]! * b[column * 4 + inner]!;
      product[column * 4 + row] = sum;
    }
  }
  return product;
}

/** Of the upper left 3 × 3: negative where the transform mirrors. */
export function determinant(m: Matrix): number {
  return (
    m[0]! * (m[5]! * m[10]! - m[9]! * m[6]!) -
    m[4]! * (m[1]! * m[10]! - m[9]! * m[2]!) +
    m[8]! * (m[1]! * m[6]! - m[5]! * m[2]!)
  );
}

/** Of an affine matrix; undefined where it flattens space. */
export function inverse(m: Matrix): Matrix | undefined {
  const scale = 1 / determinant(m);
  if (!Number.isFinite(scale)) return undefined;
  const [a, b, c, , d, e, f, , g, h, i, , tx, ty, tz] = m as unknown as number[];
  const turned = [
    (e! * i! - f! * h!) * scale,
    (c! * h! - b! * i!) * scale,
    (b! * f! - c! * e!) * scale,
    (f! * g! - d! * i!) * scale,
    (a! * i! - c! * g!) * scale,
    (c! * d! - a! * f!) * scale,
    (d! * h! - e! * g!) * scale,
    (b! * g! - a! * h!) * scale,
    (a! * e! - b! * d!) * scale,
  ] as const;
  const back = (row: number): number =>
    -(turned[row]! * tx! + turned[row + 3]! * ty! + turned[row + 6]! * tz!);
  const [p, q, r, s, t, u, v, w, x] = turned;
  return Float64Array.of(p, q, r, 0, s, t, u, 0, v, w, x, 0, back(0), back(1), back(2), 1);
}

/** x, y, z triples through the matrix, into a new array of the same kind. */
export function transformPoints<T extends Float32Array | Float64Array>(m: Matrix, points: T): T {
  const moved = (
    points instanceof Float64Array ? new Float64Array(points.length) : new Float32Array(points.length)
  ) as T;
  const [a, b, c, , d, e, f, , g, h, i, , tx, ty, tz] = m as unknown as number[];
  for (let at = 0; at < points.length; at += 3) {
    const x = points[at]!;
    const y = points[at + 1]!;
    const z = points[at + 2]!;
    moved[at] = a! * x + d! * y + g! * z + tx!;
    moved[at + 1] = b! * x + e! * y + h! * z + ty!;
    moved[at + 2] = c! * x + f! * y + i! * z + tz!;
  }
  return moved;
}

/** Normals through the cofactors of the matrix, which keep them upright on any transform, mirrors included. */
export function transformNormals(m: Matrix, normals: Float32Array): Float32Array {
  const [a, b, c, , d, e, f, , g, h, i] = m as unknown as number[];
  const sign = determinant(m) < 0 ? -1 : 1;
  const xx = sign * (e! * i! - f! * h!);
  const xy = sign * (c! * h! - b! * i!);
  const xz = sign * (b! * f! - c! * e!);
  const yx = sign * (f! * g! - d! * i!);
  const yy = sign * (a! * i! - c! * g!);
  const yz = sign * (c! * d! - a! * f!);
  const zx = sign * (d! * h! - e! * g!);
  const zy = sign * (b! * g! - a! * h!);
  const zz = sign * (a! * e! - b! * d!);
  const turned = new Float32Array(normals.length);
  for (let at = 0; at < normals.length; at += 3) {
    const nx = normals[at]!;
    const ny = normals[at + 1]!;
    const nz = normals[at + 2]!;
    const x = xx * nx + xy * ny + xz * nz;
    const y = yx * nx + yy * ny + yz * nz;
    const z = zx * nx + zy * ny + zz * nz;
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    turned[at] = x / length;
    turned[at + 1] = y / length;
    turned[at + 2] = z / length;
  }
  return turned;
}
