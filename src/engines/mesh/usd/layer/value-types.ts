/** How the values of a type are kept: as numbers (how many in one element, and of which kind) or as text. */
export interface ValueType {
  kind: 'float' | 'double' | 'int' | 'bool' | 'text' | 'other';
  width: number;
}

const SCALARS: Readonly<Record<string, ValueType['kind']>> = {
  bool: 'bool',
  uchar: 'int',
  int: 'int',
  uint: 'int',
  int64: 'double',
  uint64: 'double',
  half: 'float',
  float: 'float',
  double: 'double',
  timecode: 'double',
  string: 'text',
  token: 'text',
  asset: 'text',
  pathExpression: 'text',
  opaque: 'other',
  group: 'other',
  dictionary: 'other',
};

const LETTERS: Readonly<Record<string, ValueType['kind']>> = {
  h: 'float',
  f: 'float',
  d: 'double',
  i: 'int',
};

/** @param name of a value type without brackets, such as `point3f` (https://openusd.org/release/api/_usd__page__datatypes.html) */
export function valueTypeOf(name: string): ValueType {
  const scalar = SCALARS[name];
  if (scalar !== undefined) return { kind: scalar, width: 1 };
  if (name === 'frame4d') return { kind: 'double', width: 16 };
  const matrix = /^matrix([234])d$/.exec(name);
  if (matrix) return { kind: 'double', width: Number(matrix[1]) ** 2 };
  const quaternion = /^quat([hfd])$/.exec(name);
  if (quaternion) return { kind: LETTERS[quaternion[1]!]!, width: 4 };
  const tuple = /^(?:point|normal|vector|color|texCoord)([234])([hfd])$/.exec(name);
  if (tuple) return { kind: LETTERS[tuple[2]!]!, width: Number(tuple[1]) };
  const plain = /^(half|float|double|int)([234])$/.exec(name);
  if (plain) return { kind: SCALARS[plain[1]!]!, width: Number(plain[2]) };
  return { kind: 'other', width: 0 };
}
