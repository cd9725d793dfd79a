import { closeSync, openSync, writeSync } from 'node:fs';

type Point = readonly [x: number, y: number, z: number];

/**
 * Writes a binary STL of a wavy square surface with `triangles` triangles (an even number): 84 + 50 n bytes, with the
 * facet normals that every program writes and some readers keep.
 */
export function writeBigStl(path: string, triangles: number): void {
  const cells = Math.ceil(Math.sqrt(triangles / 2));
  const file = openSync(path, 'w');
  const head = Buffer.alloc(84);
  head.writeUInt32LE(triangles, 80);
  writeSync(file, head);
  const chunk = Buffer.alloc(50 * 20_000);
  let used = 0;
  for (let made = 0; made < triangles; made += 1) {
    const cell = made >> 1;
    const x = cell % cells;
    const y = Math.floor(cell / cells);
    const isFirst = made % 2 === 0;
    const corners = [
      pointOf(x, y),
      pointOf(x + 1, isFirst ? y : y + 1),
      pointOf(isFirst ? x + 1 : x, y + 1),
    ] as const;
    [normalOf(...corners), ...corners].forEach((vector, index) => {
      for (let axis = 0; axis < 3; axis += 1) chunk.writeFloatLE(vector[axis]!, used + index * 12 + axis * 4);
    });
    used += 50;
    if (used === chunk.length) used -= writeSync(file, chunk);
  }
  writeSync(file, chunk, 0, used);
  closeSync(file);
}

const pointOf = (x: number, y: number): Point => [x, y, 5 * Math.sin(x / 17) * Math.cos(y / 23)];

function normalOf(a: Point, b: Point, c: Point): Point {
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
  const length = Math.hypot(...normal);
  return [normal[0] / length, normal[1] / length, normal[2] / length];
}
