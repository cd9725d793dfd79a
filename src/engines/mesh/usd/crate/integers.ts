import { type CrateBytes, damaged } from './crate-bytes.ts';
import { decompress } from './lz4.ts';

/**
 * Reads integers as OpenUSD's crate files compress them (pxr/usd/sdf/integerCoding.h): differences to the one before,
 * the most common of which is said once; a code of two bits for each tells in how many bytes it stands.
 * @param count bounded by the caller
 */
export function readIntegers(bytes: CrateBytes, count: number): Int32Array {
  const integers = new Int32Array(count);
  const coded = readCoded(bytes, count, 4);
  if (coded === undefined) return integers;
  const { codes, values } = coded;
  const common = codes.readInt32LE(0);
  let value = 0;
  for (let index = 0, at = 0; index < count; index += 1) {
    const code = (codes[4 + (index >> 2)]! >> ((index & 3) * 2)) & 3;
    if (code === 0) value += common;
    else {
      const width = 1 << (code - 1);
      if (at + width > values.length) throw damaged('a list of numbers is too short');
      if (width === 1) value += values.readInt8(at);
      else if (width === 2) value += values.readInt16LE(at);
      else value += values.readInt32LE(at);
      at += width;
    }
    value |= 0;
    integers[index] = value;
  }
  return integers;
}

/** The same for 64 bits; what a double cannot hold is rounded. */
export function readLongIntegers(bytes: CrateBytes, count: number): Float64Array {
  const integers = new Float64Array(count);
  const coded = readCoded(bytes, count, 8);
  if (coded === undefined) return integers;
  const { codes, values } = coded;
  const common = codes.readBigInt64LE(0);
  let value = 0n;
  for (let index = 0, at = 0; index < count; index += 1) {
    const code = (codes[8 + (index >> 2)]! >> ((index & 3) * 2)) & 3;
    if (code === 0) value += common;
    else {
      const width = 1 << code;
      if (at + width > values.length) throw damaged('a list of numbers is too short');
      if (width === 2) value += BigInt(values.readInt16LE(at));
      else if (width === 4) value += BigInt(values.readInt32LE(at));
      else value += values.readBigInt64LE(at);
      at += width;
    }
    value = BigInt.asIntN(64, value);
    integers[index] = Number(value);
  }
  return integers;
}

function readCoded(bytes: CrateBytes, count: number, width: number) {
  const compressed = bytes.slice(bytes.u64());
  if (count === 0) return undefined;
  const codesEnd = width + Math.ceil(count / 4);
  const decoded = decompress(compressed, codesEnd + count * width);
  if (decoded.length < codesEnd) throw damaged('a list of numbers is too short');
  return { codes: decoded.subarray(0, codesEnd), values: decoded.subarray(codesEnd) };
}
