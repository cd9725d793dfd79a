export type PlyEncoding = 'binary_little_endian' | 'binary_big_endian' | 'ascii';

/** Scalar types of PLY by their newer names. */
export type ScalarType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

export const SCALAR_BYTES: Readonly<Record<ScalarType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
};

const OLD_NAMES: Readonly<Record<string, ScalarType>> = {
  char: 'int8',
  uchar: 'uint8',
  short: 'int16',
  ushort: 'uint16',
  int: 'int32',
  uint: 'uint32',
  float: 'float32',
  double: 'float64',
};

export const scalarType = (name: string): ScalarType | undefined =>
  Object.hasOwn(SCALAR_BYTES, name)
    ? (name as ScalarType)
    : Object.hasOwn(OLD_NAMES, name)
      ? OLD_NAMES[name]
      : undefined;
