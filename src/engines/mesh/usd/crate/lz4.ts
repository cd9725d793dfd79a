import { damaged } from './crate-bytes.ts';

/** A block of LZ4 grows by no more than this. */
const MAX_RATIO = 255;
const MIN_MATCH = 4;

/**
 * Decompresses what OpenUSD's TfFastCompression wrote: a count of chunks, 0 for one without a length, then blocks of
 * LZ4 (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md).
 * @param maxBytes the result may be shorter
 */
export function decompress(input: Buffer, maxBytes: number): Buffer {
  const output = Buffer.allocUnsafe(Math.min(maxBytes, (input.length + 1) * MAX_RATIO));
  const chunks = input[0];
  if (chunks === undefined) throw damaged('a compressed piece is empty');
  if (chunks === 0) return output.subarray(0, decompressBlock(input.subarray(1), output, 0));
  let at = 1;
  let written = 0;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    if (at + 4 > input.length) throw damaged('a compressed piece is too short');
    const length = input.readUInt32LE(at);
    at += 4;
    if (length > input.length - at) throw damaged('a compressed piece is too short');
    written = decompressBlock(input.subarray(at, at + length), output, written);
    at += length;
  }
  return output.subarray(0, written);
}

/** Returns where the output ends. */
function decompressBlock(input: Buffer, output: Buffer, start: number): number {
  let from = 0;
  let to = start;
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble !== 15) return length;
    for (let byte = 255; byte === 255; length += byte) {
      if (from >= input.length) throw broken();
      byte = input[from++]!;
    }
    return length;
  };
  while (from < input.length) {
    const token = input[from++]!;
    const literals = lengthFrom(token >> 4);
    if (literals > input.length - from || literals > output.length - to) throw broken();
    output.set(input.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from >= input.length) break;
    if (from + 2 > input.length) throw broken();
    const distance = input[from]! | (input[from + 1]! << 8);
    from += 2;
    const length = lengthFrom(token & 15) + MIN_MATCH;
    if (distance === 0 || distance > to - start || length > output.length - to) throw broken();
    if (distance >= length) output.copyWithin(to, to - distance, to - distance + length);
    else for (let end = to + length, at = to; at < end; at += 1) output[at] = output[at - distance]!;
    to += length;
  }
  return to;
}

const broken = () => damaged('a compressed piece is broken');
