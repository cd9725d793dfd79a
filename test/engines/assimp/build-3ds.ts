// 3DS files from nothing: chunks of id, length and content (3D Studio File Toolkit).

export interface ThreeDsObject {
  name: string;
  positions: readonly (readonly [number, number, number])[];
  triangles: readonly (readonly [number, number, number])[];
  /** u, v of each vertex; v runs upwards. */
  uvs?: readonly (readonly [number, number])[];
  material?: string;
}

/** A tetrahedron of 1 × 2 × 3 with a corner at x, 0, 0. */
export const tetrahedron = (name: string, x = 0): ThreeDsObject => ({
  name,
  positions: [
    [x, 0, 0],
    [x + 1, 0, 0],
    [x, 2, 0],
    [x, 0, 3],
  ],
  triangles: [
    [0, 2, 1],
    [0, 1, 3],
    [0, 3, 2],
    [1, 2, 3],
  ],
});

export interface ThreeDsMaterial {
  name: string;
  /** r, g, b as bytes. */
  diffuse: readonly [number, number, number];
  texture?: string;
}

export function chunk(id: number, ...content: Buffer[]): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt16LE(id, 0);
  header.writeUInt32LE(6 + content.reduce((sum, { length }) => sum + length, 0), 2);
  return Buffer.concat([header, ...content]);
}

const word = (value: number): Buffer => Buffer.from(Uint16Array.of(value).buffer);
const floats = (values: readonly number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);
const text = (value: string): Buffer => Buffer.from(`${value}\0`, 'latin1');

/** @param more chunks that go into the editor chunk beside materials and objects */
export function build3ds(
  objects: readonly ThreeDsObject[],
  materials: readonly ThreeDsMaterial[] = [],
  more: readonly Buffer[] = [],
): Buffer {
  return chunk(
    0x4d4d,
    chunk(0x0002, Buffer.from([3, 0, 0, 0])),
    chunk(0x3d3d, ...more, ...materials.map(material), ...objects.map(object)),
  );
}

const material = ({ name, diffuse, texture }: ThreeDsMaterial): Buffer =>
  chunk(
    0xafff,
    chunk(0xa000, text(name)),
    chunk(0xa020, chunk(0x0011, Buffer.from(diffuse))),
    ...(texture ? [chunk(0xa200, chunk(0xa300, text(texture)))] : []),
  );

function object({ name, positions, triangles, uvs, material: used }: ThreeDsObject): Buffer {
  const faces = triangles.flatMap((corners) => [...corners, 7]);
  const uses =
    used === undefined
      ? []
      : [chunk(0x4130, text(used), word(triangles.length), ...triangles.map((_, at) => word(at)))];
  return chunk(
    0x4000,
    text(name),
    chunk(
      0x4100,
      chunk(0x4110, word(positions.length), floats(positions.flat())),
      ...(uvs ? [chunk(0x4140, word(uvs.length), floats(uvs.flat()))] : []),
      chunk(0x4120, word(triangles.length), ...faces.map(word), ...uses),
    ),
  );
}
