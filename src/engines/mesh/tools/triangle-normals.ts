import type { Primitive } from '../model.ts';

/**
 * Tells of each triangle its normal times twice its area: the cross product of two of its sides.
 * @param use `at` is the place of its first corner in `indices`
 */
export function eachTriangleNormal(
  { positions, indices }: Pick<Primitive, 'positions' | 'indices'>,
  use: (at: number, x: number, y: number, z: number) => void,
): void {
  for (let at = 0; at < indices.length; at += 3) {
    const a = indices[at]! * 3;
    const b = indices[at + 1]! * 3;
    const c = indices[at + 2]! * 3;
    const ux = positions[b]! - positions[a]!;
    const uy = positions[b + 1]! - positions[a + 1]!;
    const uz = positions[b + 2]! - positions[a + 2]!;
    const vx = positions[c]! - positions[a]!;
    const vy = positions[c + 1]! - positions[a + 1]!;
    const vz = positions[c + 2]! - positions[a + 2]!;
    use(at, uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
  }
}
