/** Lies that a crate tells about itself. */
export interface CrateLies {
  version?: [number, number, number];
  /** What the list of points says of its length. */
  points?: bigint;
  /** What the sections say of how many there are. */
  tokens?: bigint;
  tokenBytes?: bigint;
  paths?: bigint;
  specs?: bigint;
  fields?: bigint;
  /** Of the table of contents. */
  contents?: bigint;
  /** The path of the mesh has this way on to the next path. */
  jump?: number;
  /** Where the fields of the mesh begin. */
  fieldSet?: number;
  /** What the spec of the mesh says that it is. */
  specType?: number;
  /** What the indices of the faces are compressed to. */
  indices?: Buffer;
}

const u64 = (value: bigint | number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

/** One block of LZ4 that has literals only, as one piece. */
export function packed(bytes: Buffer): Buffer {
  const length: number[] = [];
  let rest = bytes.length - 15;
  for (; rest >= 255; rest -= 255) length.push(255);
  const head = bytes.length < 15 ? [bytes.length << 4] : [0xf0, ...length, rest];
  return Buffer.concat([Buffer.from([0, ...head]), bytes]);
}

/** Differences, each in four bytes. */
export function codedIntegers(values: readonly number[]): Buffer {
  const codes = Buffer.alloc(Math.ceil(values.length / 4), 0xff);
  const differences = values.map((value, at) => value - (values[at - 1] ?? 0));
  return packed(Buffer.concat([Buffer.alloc(4), codes, Buffer.from(Int32Array.from(differences).buffer)]));
}

const sized = (bytes: Buffer): Buffer => Buffer.concat([u64(bytes.length), bytes]);
const integers = (values: readonly number[]): Buffer => sized(codedIntegers(values));

/** The value of a field that lies in the file. */
const array = (type: number, isCompressed = false) => ({ type, isCompressed });
const INT_ARRAY = 3;
const POINT_ARRAY = 24;

const TOKENS = [
  ';-)',
  '',
  'World',
  'specifier',
  'typeName',
  'Mesh',
  'points',
  'point3f[]',
  'default',
  'faceVertexCounts',
  'int[]',
  'faceVertexIndices',
  'metersPerUnit',
];

/** A crate (version 0.8) with one mesh: a strip of 16 triangles. Made in no code of ours but that of the tests. */
export function buildCrate(lies: CrateLies = {}): Buffer {
  const triangles = 16;
  const points = Float32Array.from({ length: (triangles + 2) * 3 }, (_, at) =>
    at % 3 === 0 ? Math.floor(at / 6) : at % 3 === 1 ? Math.floor(at / 3) % 2 : 0,
  );
  const counts = Array.from({ length: triangles }, () => 3);
  const corners = Array.from({ length: triangles }, (_, at) => [at, at + 1, at + 2]).flat();
  let offset = 88;
  const pieces: Buffer[] = [];
  const put = (bytes: Buffer): number => {
    pieces.push(bytes);
    offset += bytes.length;
    return offset - bytes.length;
  };
  const rep = ({ type, isCompressed }: ReturnType<typeof array>, at: number): Buffer => {
    const bytes = u64(at);
    bytes.writeUInt16LE((1 << 15) | (isCompressed ? 1 << 13 : 0) | type, 6);
    return bytes;
  };
  const inlined = (type: number, value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(value);
    bytes.writeUInt16LE((1 << 14) | type, 6);
    return bytes;
  };
  const pointsAt = put(Buffer.concat([u64(lies.points ?? triangles + 2), Buffer.from(points.buffer)]));
  const countsAt = put(Buffer.concat([u64(triangles), integers(counts)]));
  const indices = lies.indices === undefined ? integers(corners) : sized(lies.indices);
  const indicesAt = put(Buffer.concat([u64(corners.length), indices]));
  const one = Buffer.alloc(4);
  one.writeFloatLE(1);
  const fields: [string, Buffer][] = [
    ['specifier', inlined(42, 0)],
    ['typeName', inlined(11, TOKENS.indexOf('Mesh'))],
    ['typeName', inlined(11, TOKENS.indexOf('point3f[]'))],
    ['default', rep(array(POINT_ARRAY), pointsAt)],
    ['typeName', inlined(11, TOKENS.indexOf('int[]'))],
    ['default', rep(array(INT_ARRAY, true), countsAt)],
    ['default', rep(array(INT_ARRAY, true), indicesAt)],
    ['metersPerUnit', inlined(9, one.readUInt32LE())],
  ];
  const fieldSets = [7, -1, 0, 1, -1, 2, 3, -1, 4, 5, -1, 4, 6, -1];
  const sections: [string, Buffer][] = [];
  const tokenText = Buffer.from(TOKENS.map((token) => `${token}\0`).join(''));
  sections.push([
    'TOKENS',
    Buffer.concat([
      u64(lies.tokens ?? TOKENS.length),
      u64(lies.tokenBytes ?? tokenText.length),
      sized(packed(tokenText)),
    ]),
  ]);
  sections.push(['STRINGS', u64(0)]);
  sections.push([
    'FIELDS',
    Buffer.concat([
      u64(lies.fields ?? fields.length),
      integers(fields.map(([name]) => TOKENS.indexOf(name))),
      sized(packed(Buffer.concat(fields.map(([, value]) => value)))),
    ]),
  ]);
  sections.push(['FIELDSETS', Buffer.concat([u64(fieldSets.length), integers(fieldSets)])]);
  const properties = ['points', 'faceVertexCounts', 'faceVertexIndices'].map((name) => -TOKENS.indexOf(name));
  sections.push([
    'PATHS',
    Buffer.concat([
      u64(lies.paths ?? 5),
      u64(lies.paths ?? 5),
      integers([0, 1, 2, 3, 4]),
      integers([0, TOKENS.indexOf('World'), ...properties]),
      integers([-1, lies.jump ?? -1, 0, 0, -2]),
    ]),
  ]);
  sections.push([
    'SPECS',
    Buffer.concat([
      u64(lies.specs ?? 5),
      integers([0, 1, 2, 3, 4]),
      integers([0, lies.fieldSet ?? 2, 5, 8, 11]),
      integers([7, lies.specType ?? 6, 1, 1, 1]),
    ]),
  ]);
  const table = sections.map(([name, bytes]) => {
    const title = Buffer.alloc(16);
    title.write(name);
    return Buffer.concat([title, u64(put(bytes)), u64(bytes.length)]);
  });
  const contentsAt = put(Buffer.concat([u64(table.length), ...table]));
  const header = Buffer.alloc(88);
  header.write('PXR-USDC');
  header.set(lies.version ?? [0, 8, 0], 8);
  header.writeBigUInt64LE(lies.contents ?? BigInt(contentsAt), 16);
  return Buffer.concat([header, ...pieces]);
}
