import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes a binary STL of a wavy square surface with `triangles` triangles (an even number): 84 + 50 n bytes. */
export function writeBigStl(path: string, triangles: number): void {
  const cells = Math.ceil(Math.sqrt(triangles / 2));
  const file = openSync(path, 'w');
  const head = Buffer.alloc(84);
  head.writeUInt32LE(triangles, 80);
  writeSync(file, head);
  const height = (x: number, y: number) => Math.fround(5 * Math.sin(x / 17) * Math.cos(y / 23));
  const chunk = Buffer.alloc(50 * 20_000);
  let used = 0;
  const corner = (at: number, x: number, y: number) => {
    chunk.writeFloatLE(x, at);
    chunk.writeFloatLE(y, at + 4);
    chunk.writeFloatLE(height(x, y), at + 8);
  };
  for (let made = 0; made < triangles; made += 1) {
    const cell = made >> 1;
    const x = cell % cells;
    const y = Math.floor(cell / cells);
    corner(used + 12, x, y);
    corner(used + 24, x + 1, made % 2 === 0 ? y : y + 1);
    corner(used + 36, made % 2 === 0 ? x + 1 : x, y + 1);
    used += 50;
    if (used === chunk.length) used -= writeSync(file, chunk);
  }
  writeSync(file, chunk, 0, used);
  closeSync(file);
}
