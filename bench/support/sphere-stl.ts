type Point = readonly [x: number, y: number, z: number];

/** A binary STL of a sphere of radius 10: `around` × 2 × (`rings` - 1) triangles, 50 bytes each. */
export function sphereStl(around: number, rings: number): Buffer {
  const pointAt = (column: number, ring: number): Point => {
    const down = (Math.PI * ring) / rings;
    const turn = (2 * Math.PI * (column % around)) / around;
    const radius = ring === 0 || ring === rings ? 0 : 10 * Math.sin(down);
    return [radius * Math.cos(turn), radius * Math.sin(turn), 10 * Math.cos(down)];
  };
  const triangles: (readonly [Point, Point, Point])[] = [];
  for (let ring = 0; ring < rings; ring += 1) {
    for (let column = 0; column < around; column += 1) {
      const [a, b] = [pointAt(column, ring), pointAt(column, ring + 1)];
      const [c, d] = [pointAt(column + 1, ring + 1), pointAt(column + 1, ring)];
      if (ring < rings - 1) triangles.push([a, b, c]);
      if (ring > 0) triangles.push([a, c, d]);
    }
  }
  const file = Buffer.alloc(84 + 50 * triangles.length);
  file.writeUInt32LE(triangles.length, 80);
  triangles.flat().forEach((point, index) => {
    const offset = 84 + 50 * Math.floor(index / 3) + 12 + 12 * (index % 3);
    for (const axis of [0, 1, 2]) file.writeFloatLE(point[axis]!, offset + 4 * axis);
  });
  return file;
}
