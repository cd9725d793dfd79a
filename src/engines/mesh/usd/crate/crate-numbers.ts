import { NumberArray, type Numbers, type UsdValue } from '../layer/layer.ts';
import { type CrateBytes, damaged } from './crate-bytes.ts';
import type { NumberType } from './crate-types.ts';
import { halfToFloat } from './half.ts';
import { readIntegers, readLongIntegers } from './integers.ts';

/** Small numbers stand in 32 bits, vectors and the diagonals of matrices in a byte for each part. */
export function inlined({ name, width, rows }: NumberType, low: number): UsdValue {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(low);
  if (width === 1) {
    if (name === 'bool') return low !== 0;
    if (name === 'half') return halfToFloat(low & 0xffff);
    if (name === 'float' || name === 'double') return bytes.readFloatLE(0);
    return name === 'int' || name === 'int64' ? low | 0 : low;
  }
  if (rows !== undefined) {
    return Array.from({ length: width }, (_, at) =>
      at % (rows + 1) === 0 ? bytes.readInt8(at / (rows + 1)) : 0,
    );
  }
  return Array.from({ length: width }, (_, at) => bytes.readInt8(at));
}

export function uncompressed(type: NumberType, at: CrateBytes, count: number): NumberArray {
  const { name, width, bytesEach } = type;
  const length = count * width;
  const buffer = at.copy(length * bytesEach);
  let numbers: Numbers;
  if (name === 'half') numbers = Float32Array.from(new Uint16Array(buffer), halfToFloat);
  else if (name === 'float') numbers = new Float32Array(buffer);
  else if (name === 'double') numbers = new Float64Array(buffer);
  else if (name === 'int64') numbers = Float64Array.from(new BigInt64Array(buffer), Number);
  else if (name === 'uint64') numbers = Float64Array.from(new BigUint64Array(buffer), Number);
  else if (bytesEach === 1) numbers = Int32Array.from(new Uint8Array(buffer));
  else numbers = new Int32Array(buffer);
  if (type.isQuaternion) putRealFirst(numbers);
  return new NumberArray(numbers, width);
}

/** Crate files have the real part of a quaternion last. */
function putRealFirst(numbers: Numbers): void {
  for (let at = 0; at < numbers.length; at += 4) {
    const real = numbers[at + 3]!;
    numbers.copyWithin(at + 1, at, at + 3);
    numbers[at] = real;
  }
}

export function compressed({ name, width }: NumberType, at: CrateBytes, count: number): Numbers {
  if (width !== 1) throw damaged('a list of vectors is compressed');
  if (name === 'int' || name === 'uint') return readIntegers(at, count);
  if (name === 'int64' || name === 'uint64') return readLongIntegers(at, count);
  const code = at.u8();
  const make = name === 'double' ? Float64Array : Float32Array;
  if (code === 0x69) return make.from(readIntegers(at, count)); // i: all of them are whole
  if (code !== 0x74) throw damaged('a list of numbers is compressed in an unknown way');
  const table = at.u32(); // t: each is one of a few
  const bytesEach = name === 'double' ? 8 : name === 'float' ? 4 : 2;
  const buffer = at.copy(table * bytesEach);
  const values: ArrayLike<number> =
    name === 'double'
      ? new Float64Array(buffer)
      : name === 'float'
        ? new Float32Array(buffer)
        : Float32Array.from(new Uint16Array(buffer), halfToFloat);
  const numbers = new make(count);
  readIntegers(at, count).forEach((index, place) => {
    if (!(index >= 0 && index < values.length)) throw damaged('a list of numbers is broken');
    numbers[place] = values[index]!;
  });
  return numbers;
}
