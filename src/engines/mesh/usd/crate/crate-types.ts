/** A type whose values are numbers; those of matrices stand in rows. */
export interface NumberType {
  name: 'bool' | 'uchar' | 'int' | 'uint' | 'int64' | 'uint64' | 'half' | 'float' | 'double';
  width: number;
  /** Of each number. */
  bytesEach: number;
  /** Of a matrix. */
  rows?: number;
  isQuaternion?: boolean;
}

/** Numbers of types in files (pxr/usd/sdf/crateDataTypes.h). */
export const TYPES = {
  string: 10,
  token: 11,
  asset: 12,
  specifier: 42,
  payload: 47,
} as const;

const BYTES = {
  bool: 1,
  uchar: 1,
  int: 4,
  uint: 4,
  int64: 8,
  uint64: 8,
  half: 2,
  float: 4,
  double: 8,
} as const;

const plain = (name: NumberType['name'], width = 1): NumberType => ({ name, width, bytesEach: BYTES[name] });
const matrix = (rows: number): NumberType => ({ ...plain('double', rows * rows), rows });
const quaternion = (name: NumberType['name']): NumberType => ({ ...plain(name, 4), isQuaternion: true });

export const NUMBER_TYPES: ReadonlyMap<number, NumberType> = new Map([
  [1, plain('bool')],
  [2, plain('uchar')],
  [3, plain('int')],
  [4, plain('uint')],
  [5, plain('int64')],
  [6, plain('uint64')],
  [7, plain('half')],
  [8, plain('float')],
  [9, plain('double')],
  [13, matrix(2)],
  [14, matrix(3)],
  [15, matrix(4)],
  [16, quaternion('double')],
  [17, quaternion('float')],
  [18, quaternion('half')],
  [19, plain('double', 2)],
  [20, plain('float', 2)],
  [21, plain('half', 2)],
  [22, plain('int', 2)],
  [23, plain('double', 3)],
  [24, plain('float', 3)],
  [25, plain('half', 3)],
  [26, plain('int', 3)],
  [27, plain('double', 4)],
  [28, plain('float', 4)],
  [29, plain('half', 4)],
  [30, plain('int', 4)],
  [56, plain('double')],
]);
