// Meshes for tests of flat faces, made without any code of ours.
import type { Primitive } from '../../../src/engines/mesh/model.ts';

/** Squares of one edge length round all voxels for which `isFull` is true, two triangles each, corners shared. */
export function voxels(
  size: number,
  isFull: (x: number, y: number, z: number) => boolean,
  edge = 1,
): Primitive {
  const places = new Map<string, number>();
  const positions: number[] = [];
  const indices: number[] = [];
  const corner = (at: readonly number[]): number => {
    const key = at.join();
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, places.size);
    positions.push(...at.map((value) => value * edge));
    return places.size - 1;
  };
  const inside = (at: readonly number[]): boolean =>
    at.every((value) => value >= 0 && value < size) && isFull(at[0]!, at[1]!, at[2]!);
  for (let voxel = 0; voxel < size ** 3; voxel++) {
    const at = [Math.floor(voxel / size ** 2), Math.floor(voxel / size) % size, voxel % size];
    if (!inside(at)) continue;
    for (const axis of [0, 1, 2]) {
      const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
      for (const side of [0, 1]) {
        const beside = at.with(axis, at[axis]! + 2 * side - 1);
        if (inside(beside)) continue;
        const base = at.with(axis, at[axis]! + side);
        const square = [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ].map(([du, dv]) => corner(base.with(u, base[u]! + du!).with(v, base[v]! + dv!)));
        const [a, b, c, d] = side === 1 ? square : square.toReversed();
        indices.push(a!, b!, c!, a!, c!, d!);
      }
    }
  }
  return { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
}

/** A ball of triangles between circles of latitude. */
export function ball(radius: number, rings = 8, spokes = 12): Primitive {
  const positions = [0, 0, radius];
  for (let ring = 1; ring < rings; ring++) {
    for (let spoke = 0; spoke < spokes; spoke++) {
      const [a, b] = [(Math.PI * ring) / rings, (2 * Math.PI * spoke) / spokes];
      positions.push(
        radius * Math.sin(a) * Math.cos(b),
        radius * Math.sin(a) * Math.sin(b),
        radius * Math.cos(a),
      );
    }
  }
  const last = positions.length / 3;
  positions.push(0, 0, -radius);
  const at = (ring: number, spoke: number): number => 1 + (ring - 1) * spokes + (spoke % spokes);
  const indices: number[] = [];
  for (let spoke = 0; spoke < spokes; spoke++) {
    indices.push(0, at(1, spoke), at(1, spoke + 1), last, at(rings - 1, spoke + 1), at(rings - 1, spoke));
    for (let ring = 1; ring < rings - 1; ring++) {
      const [a, b, c, d] = [
        at(ring, spoke),
        at(ring + 1, spoke),
        at(ring + 1, spoke + 1),
        at(ring, spoke + 1),
      ];
      indices.push(a, b, c, a, c, d);
    }
  }
  return { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
}

export function insideOut({ positions, indices }: Primitive): Primitive {
  const turned = indices.slice();
  for (let at = 0; at < turned.length; at += 3) {
    [turned[at + 1], turned[at + 2]] = [turned[at + 2]!, turned[at + 1]!];
  }
  return { positions, indices: turned };
}

/** Turned round two axes, so that no plane is along one; rounded to 32 bits where asked. */
export function tilted({ positions, indices }: Primitive, single = false): Primitive {
  const turned = positions.slice();
  for (let at = 0; at < turned.length; at += 3) {
    const [x, y, z] = [turned[at]!, turned[at + 1]!, turned[at + 2]!];
    const [u, v] = [x * Math.cos(0.7) - y * Math.sin(0.7), x * Math.sin(0.7) + y * Math.cos(0.7)];
    turned.set([u, v * Math.cos(0.4) - z * Math.sin(0.4), v * Math.sin(0.4) + z * Math.cos(0.4)], at);
  }
  return { positions: single ? Float32Array.from(turned) : turned, indices };
}

/** Signed volume and area of the triangles. */
export function sizeOf({ positions, indices }: Primitive): { area: number; volume: number } {
  let [area, volume] = [0, 0];
  for (let at = 0; at < indices.length; at += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => [
      ...positions.subarray(3 * indices[at + k]!, 3 * indices[at + k]! + 3),
    ]) as [number[], number[], number[]];
    const [u, v] = [b, c].map((point) => point.map((value, axis) => value - a[axis]!)) as [
      number[],
      number[],
    ];
    const normal = [0, 1, 2].map((k) => {
      const [i, j] = [(k + 1) % 3, (k + 2) % 3];
      return u[i]! * v[j]! - u[j]! * v[i]!;
    });
    area += Math.hypot(...normal) / 2;
    volume += normal.reduce((sum, value, axis) => sum + value * a[axis]!, 0) / 6;
  }
  return { area, volume };
}
