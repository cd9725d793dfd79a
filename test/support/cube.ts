/** A binary STL of an axis-aligned cube with one corner at the origin: 12 triangles, area 6 a², volume a³. */
export function cubeStl(edge: number): Buffer {
  const file = Buffer.alloc(84 + 50 * 12);
  file.write('a cube', 0, 'latin1');
  file.writeUInt32LE(12, 80);
  CUBE_TRIANGLES.forEach((corners, triangle) => {
    corners.forEach((corner, at) => {
      const offset = 84 + 50 * triangle + 12 + 12 * at;
      for (const axis of [0, 1, 2]) file.writeFloatLE(((corner >> axis) & 1) * edge, offset + 4 * axis);
    });
  });
  return file;
}

/** Corners are numbered by their bits: 1 is x, 2 is y, 4 is z. Counter-clockwise seen from outside. */
export const CUBE_FACES = [
  [0, 2, 3, 1],
  [4, 5, 7, 6],
  [0, 1, 5, 4],
  [2, 6, 7, 3],
  [0, 4, 6, 2],
  [1, 3, 7, 5],
] as const;

/** The faces, each cut in two. */
export const CUBE_TRIANGLES = CUBE_FACES.flatMap(([a, b, c, d]) => [[a, b, c] as const, [a, c, d] as const]);
