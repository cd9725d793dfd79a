// Binary and text FBX files from nothing: https://code.blender.org/2013/08/fbx-binary-file-format-specification/.
import { deflateSync } from 'node:zlib';

export interface FbxRecord {
  name: string;
  properties?: readonly FbxValue[];
  children?: readonly FbxRecord[];
}
/** Integers become I or L, numbers in `real` D. */
export type FbxValue =
  | number
  | bigint
  | string
  | Buffer
  | { real: number }
  | { doubles: number[] }
  | { ints: number[] };

const FOOTER_ID = Buffer.from('fabcab09d0c8d466b176fb83 1cf7267e'.replaceAll(' ', ''), 'hex');

export function fbxBinary(records: readonly FbxRecord[], version = 7400, packs = true): Buffer {
  const header = Buffer.alloc(27);
  header.write('Kaydara FBX Binary  \0', 'latin1');
  header[21] = 0x1a;
  header.writeUInt32LE(version, 23);
  const parts: Buffer[] = [header];
  let at = header.length;
  for (const record of records) {
    const bytes = recordBytes(record, at, version, packs);
    parts.push(bytes);
    at += bytes.length;
  }
  const empty = Buffer.alloc((version >= 7500 ? 24 : 12) + 1);
  const end = Buffer.alloc(4 + 120 + 16);
  end.writeUInt32LE(version, 0);
  return Buffer.concat([...parts, empty, FOOTER_ID, end]);
}

function recordBytes(
  { name, properties = [], children = [] }: FbxRecord,
  start: number,
  version: number,
  packs: boolean,
): Buffer {
  const width = version >= 7500 ? 8 : 4;
  const values = Buffer.concat(properties.map((value) => valueBytes(value, packs)));
  const headBytes = width * 3 + 1 + name.length;
  const nested: Buffer[] = [];
  let at = start + headBytes + values.length;
  for (const child of children) {
    const bytes = recordBytes(child, at, version, packs);
    nested.push(bytes);
    at += bytes.length;
  }
  if (children.length > 0) nested.push(Buffer.alloc(width * 3 + 1));
  const head = Buffer.alloc(headBytes);
  const length = (value: number, place: number) =>
    width === 8 ? head.writeBigUInt64LE(BigInt(value), place * 8) : head.writeUInt32LE(value, place * 4);
  length(start + headBytes + values.length + nested.reduce((sum, each) => sum + each.length, 0), 0);
  length(properties.length, 1);
  length(values.length, 2);
  head[width * 3] = name.length;
  head.write(name, width * 3 + 1, 'latin1');
  return Buffer.concat([head, values, ...nested]);
}

function valueBytes(value: FbxValue, packs: boolean): Buffer {
  if (typeof value === 'number') return typed('I', Buffer.from(Int32Array.of(value).buffer));
  if (typeof value === 'bigint') return typed('L', Buffer.from(BigInt64Array.of(value).buffer));
  if (typeof value === 'string') return typed('S', sized(Buffer.from(value, 'utf8')));
  if (Buffer.isBuffer(value)) return typed('R', sized(value));
  if ('real' in value) return typed('D', Buffer.from(Float64Array.of(value.real).buffer));
  const [type, length, raw] =
    'ints' in value
      ? (['i', value.ints.length, Buffer.from(Int32Array.from(value.ints).buffer)] as const)
      : (['d', value.doubles.length, Buffer.from(Float64Array.from(value.doubles).buffer)] as const);
  const stored = packs ? deflateSync(raw) : raw;
  return typed(type, Buffer.from(Uint32Array.of(length, packs ? 1 : 0, stored.length).buffer), stored);
}

const typed = (type: string, ...bytes: Buffer[]): Buffer => Buffer.concat([Buffer.from(type), ...bytes]);
const sized = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(Uint32Array.of(bytes.length).buffer), bytes]);

const record = (
  name: string,
  properties: readonly FbxValue[],
  children: readonly FbxRecord[] = [],
): FbxRecord => ({
  name,
  properties,
  children,
});
const named = (name: string, kind: string): string => `${name}\0\x01${kind}`;

export interface TetraFbx {
  settings?: Readonly<Record<string, number>>;
  /** Bytes of an image that the file embeds. */
  image?: Buffer;
  imageName?: string;
  colours?: boolean;
  /** What the image is for: DiffuseColor, NormalMap or EmissiveColor. */
  plug?: string;
  /** A bone that moves the first two vertices. */
  skin?: boolean;
}

/** The tetrahedron of build-dae.ts, shown by a node and by its child, with a material and perhaps a texture. */
export function tetraRecords({
  settings = {},
  image,
  imageName,
  colours,
  plug = 'DiffuseColor',
  skin = false,
}: TetraFbx = {}): FbxRecord[] {
  const property = (name: string, type: string, ...values: FbxValue[]) =>
    record('P', [name, type, '', '', ...values]);
  const model = (id: bigint, name: string, x: number) =>
    record(
      'Model',
      [id, named(name, 'Model'), 'Mesh'],
      [
        record('Version', [232]),
        record(
          'Properties70',
          [],
          [property('Lcl Translation', 'Lcl Translation', { real: x }, { real: 0 }, { real: 0 })],
        ),
      ],
    );
  const layer = (name: string, mapping: string, more: FbxRecord[]) =>
    record(
      name,
      [0],
      [
        record('Version', [101]),
        record('Name', ['map']),
        record('MappingInformationType', [mapping]),
        record('ReferenceInformationType', [name === 'LayerElementMaterial' ? 'IndexToDirect' : 'Direct']),
        ...more,
      ],
    );
  const corners = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3];
  const uvOf = [
    [0, 0],
    [1, 0],
    [0, 0.25],
    [1, 1],
  ] as const;
  const layers = [
    layer('LayerElementUV', 'ByPolygonVertex', [
      record('UV', [{ doubles: corners.flatMap((at) => [...uvOf[at]!]) }]),
    ]),
    layer('LayerElementMaterial', 'AllSame', [record('Materials', [{ ints: [0] }])]),
    ...(colours
      ? [
          layer('LayerElementColor', 'ByPolygonVertex', [
            record('Colors', [{ doubles: corners.flatMap(() => [0.5, 0, 1, 1]) }]),
          ]),
        ]
      : []),
  ];
  const texture = image || imageName;
  return [
    record('FBXHeaderExtension', [], [record('FBXHeaderVersion', [1003]), record('FBXVersion', [7400])]),
    record(
      'GlobalSettings',
      [],
      [
        record('Version', [1000]),
        record(
          'Properties70',
          [],
          Object.entries(settings).map(([name, value]) =>
            name === 'UnitScaleFactor'
              ? property(name, 'double', { real: value })
              : property(name, 'int', value),
          ),
        ),
      ],
    ),
    record(
      'Objects',
      [],
      [
        record(
          'Geometry',
          [1000n, named('Tetraeder', 'Geometry'), 'Mesh'],
          [
            record('Vertices', [{ doubles: [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3] }]),
            record('PolygonVertexIndex', [
              { ints: corners.map((at, place) => (place % 3 === 2 ? ~at : at)) },
            ]),
            ...layers,
            record(
              'Layer',
              [0],
              [
                record('Version', [100]),
                ...layers.map(({ name }) =>
                  record('LayerElement', [], [record('Type', [name]), record('TypedIndex', [0])]),
                ),
              ],
            ),
          ],
        ),
        model(2000n, 'Würfel', 10),
        model(2001n, 'Kind', 100),
        ...(skin ? skinRecords(model(2002n, 'Knochen', 0)) : []),
        record(
          'Material',
          [3000n, named('Lack', 'Material'), ''],
          [
            record('Version', [102]),
            record('ShadingModel', ['lambert']),
            record(
              'Properties70',
              [],
              [property('DiffuseColor', 'Color', { real: 0.5 }, { real: 0.25 }, { real: 1 })],
            ),
          ],
        ),
        record(
          'NodeAttribute',
          [5000n, named('', 'NodeAttribute'), 'Light'],
          [record('TypeFlags', ['Light'])],
        ),
        ...(texture
          ? [
              record(
                'Texture',
                [4000n, named('tex', 'Texture'), ''],
                [
                  record('Type', ['TextureVideoClip']),
                  record('FileName', [imageName ?? 'C:\\work\\maps\\tex.png']),
                  record('RelativeFilename', [imageName ?? '..\\maps\\tex.png']),
                ],
              ),
            ]
          : []),
        ...(image
          ? [
              record(
                'Video',
                [4001n, named('clip', 'Video'), 'Clip'],
                [
                  record('Type', ['Clip']),
                  record('FileName', ['C:\\work\\maps\\tex.png']),
                  record('RelativeFilename', ['..\\maps\\tex.png']),
                  record('Content', [image]),
                ],
              ),
            ]
          : []),
      ],
    ),
    record(
      'Connections',
      [],
      [
        ...[
          [2000n, 0n],
          [2001n, 2000n],
          [1000n, 2000n],
          [1000n, 2001n],
          [3000n, 2000n],
          [3000n, 2001n],
          ...(skin ? SKIN_CONNECTIONS : []),
        ].map(([from, to]) => record('C', ['OO', from!, to!])),
        ...(texture ? [record('C', ['OP', 4000n, 3000n, plug])] : []),
        ...(image ? [record('C', ['OO', 4001n, 4000n])] : []),
      ],
    ),
  ];
}

const SKIN_CONNECTIONS = [
  [2002n, 0n],
  [6000n, 1000n],
  [6001n, 6000n],
  [2002n, 6001n],
];

function skinRecords(bone: FbxRecord): FbxRecord[] {
  const identity = { doubles: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] };
  return [
    bone,
    record('Deformer', [6000n, named('', 'Deformer'), 'Skin'], [record('Version', [101])]),
    record(
      'Deformer',
      [6001n, named('', 'SubDeformer'), 'Cluster'],
      [
        record('Version', [100]),
        record('Indexes', [{ ints: [0, 1] }]),
        record('Weights', [{ doubles: [1, 0.5] }]),
        record('Transform', [identity]),
        record('TransformLink', [identity]),
      ],
    ),
  ];
}

/** The same records in the text form. */
export function fbxText(records: readonly FbxRecord[]): string {
  const value = (each: FbxValue): string => {
    if (typeof each === 'string') {
      const [name, kind] = each.split('\0\x01');
      return `"${kind === undefined ? name : `${kind}::${name}`}"`;
    }
    if (Buffer.isBuffer(each)) return `"${each.toString('base64')}"`;
    if (typeof each === 'object' && 'real' in each) return String(each.real);
    if (typeof each !== 'object') return String(each);
    const list = 'ints' in each ? each.ints : each.doubles;
    return `*${list.length} {\n a: ${list.join(',')}\n}`;
  };
  const print = ({ name, properties = [], children = [] }: FbxRecord): string =>
    `${name}: ${properties.map(value).join(', ')}${children.length > 0 ? ` {\n${children.map(print).join('')}}` : ''}\n`;
  return `; FBX 7.4.0 project file\n${records.map(print).join('')}`;
}
