/** A PLY file from its description: rows of numbers, lists as arrays. Independent of the reader and the writer. */
export interface PlyPlan {
  format?: 'ascii' | 'binary_little_endian' | 'binary_big_endian' | string;
  version?: string;
  lineEnd?: string;
  /** Lines to stand behind the format. */
  comments?: string[];
  elements: PlanElement[];
}

export interface PlanElement {
  name: string;
  /** Where the header shall not say the truth. */
  count?: number;
  /** `float x`, `list uchar int vertex_indices`. */
  properties: string[];
  rows: (number | number[])[][];
}

const WRITERS: Record<
  string,
  [bytes: number, write: (view: DataView, value: number, little: boolean) => void]
> = {
  char: [1, (view, value) => view.setInt8(0, value)],
  uchar: [1, (view, value) => view.setUint8(0, value)],
  short: [2, (view, value, little) => view.setInt16(0, value, little)],
  ushort: [2, (view, value, little) => view.setUint16(0, value, little)],
  int: [4, (view, value, little) => view.setInt32(0, value, little)],
  uint: [4, (view, value, little) => view.setUint32(0, value, little)],
  float: [4, (view, value, little) => view.setFloat32(0, value, little)],
  double: [8, (view, value, little) => view.setFloat64(0, value, little)],
};
const OLD_NAMES: Record<string, string> = {
  int8: 'char',
  uint8: 'uchar',
  int16: 'short',
  uint16: 'ushort',
  int32: 'int',
  uint32: 'uint',
  float32: 'float',
  float64: 'double',
};

export function buildPly(plan: PlyPlan): Buffer {
  const { format = 'ascii', version = '1.0', lineEnd = '\n', comments = [], elements } = plan;
  const header = [
    'ply',
    `format ${format} ${version}`,
    ...comments,
    ...elements.flatMap(({ name, count, properties, rows }) => [
      `element ${name} ${count ?? rows.length}`,
      ...properties.map((property) => `property ${property}`),
    ]),
    'end_header',
    '',
  ].join(lineEnd);
  const rows = elements.flatMap((element) => element.rows.map((row) => valuesOf(element, row)));
  if (format === 'ascii') {
    const lines = rows.map((row) => row.map(({ value }) => value).join(' ') + lineEnd);
    return Buffer.from(header + lines.join(''), 'latin1');
  }
  const little = format === 'binary_little_endian';
  return Buffer.concat([Buffer.from(header, 'latin1'), ...rows.flat().map((each) => bytesOf(each, little))]);
}

interface Value {
  type: string;
  value: number;
}

function valuesOf({ properties }: PlanElement, row: (number | number[])[]): Value[] {
  return row.flatMap((cell, index): Value[] => {
    const words = properties[index]!.split(' ');
    if (!Array.isArray(cell)) return [{ type: words[0]!, value: cell }];
    const items = cell.map((value) => ({ type: words[2]!, value }));
    return [{ type: words[1]!, value: cell.length }, ...items];
  });
}

function bytesOf({ type, value }: Value, little: boolean): Buffer {
  const [size, write] = WRITERS[OLD_NAMES[type] ?? type]!;
  const bytes = Buffer.alloc(size);
  write(new DataView(bytes.buffer, bytes.byteOffset, size), value, little);
  return bytes;
}

export const ENCODINGS = ['ascii', 'binary_little_endian', 'binary_big_endian'] as const;

const XYZ = ['float x', 'float y', 'float z'];
export const INDICES = 'list uchar int vertex_indices';

/** The triangle (0, 0, 0), (1, 0, 0), (0, 1, 0). */
export const trianglePlan = (): PlyPlan & { elements: [PlanElement, PlanElement] } => ({
  elements: [
    {
      name: 'vertex',
      properties: [...XYZ],
      rows: [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
    },
    { name: 'face', properties: [INDICES], rows: [[[0, 1, 2]]] },
  ],
});
