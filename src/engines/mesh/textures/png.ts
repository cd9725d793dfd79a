import { inflateSync } from 'node:zlib';
import { convertIndexedToRgb, decode, encode } from 'fast-png';
import type { Pixels, Size } from './pixels.ts';

const SIGNATURE_BYTES = 8;
const CHUNK_BYTES = 12;
const GREY = 0;
const RGB = 2;
const INDEXED = 3;
/** What the pixels need. Texts and profiles may be bombs of their own. */
const NEEDED: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

/** Throws an Error where the first chunk is not what it has to be. */
export function sizeOfPng(bytes: Uint8Array): Size {
  const view = viewOf(bytes);
  if (typeOf(bytes, SIGNATURE_BYTES) !== 'IHDR') throw new Error('no IHDR');
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/**
 * PNG (https://www.w3.org/TR/png-3/) of any colour type and depth but greys of less than 8 bits. Throws an Error where
 * it cannot be decoded, or has more data than pixels.
 */
export function decodePng(bytes: Uint8Array): Pixels {
  const { width, height } = sizeOfPng(bytes);
  const [depth, colourType] = [bytes[24]!, bytes[25]!];
  if (depth < 8 && colourType !== INDEXED) throw new Error(`a depth of ${depth}`);
  const { png, data } = neededChunks(bytes);
  const channels = { [GREY]: 1, [RGB]: 3, [INDEXED]: 1, 4: 2, 6: 4 }[colourType];
  if (channels === undefined) throw new Error(`colour type ${colourType}`);
  // Twice: interlaced rows are shorter, and each begins with a byte.
  const most = 2 * height * (Math.ceil((width * channels * depth) / 8) + 1) + 64;
  const { length } = inflateSync(data, { maxOutputLength: most });
  if (length < height * (Math.ceil((width * channels * depth) / 8) + 1)) throw new Error('it ends too early');
  const decoded = decode(png);
  if (colourType === INDEXED) {
    const samples = convertIndexedToRgb(decoded);
    return { width, height, channels: samples.length === width * height * 4 ? 4 : 3, samples };
  }
  const pixels = { width, height, channels: channels as Pixels['channels'], samples: decoded.data };
  return decoded.transparency?.length ? withAlpha(pixels, decoded.transparency) : pixels;
}

export const encodePng = ({ width, height, channels, samples }: Pixels): Uint8Array =>
  encode({ width, height, channels, data: samples, depth: samples instanceof Uint16Array ? 16 : 8 });

/** @param clear the colour that is transparent */
function withAlpha({ width, height, channels, samples }: Pixels, clear: ArrayLike<number>): Pixels {
  const wide = samples instanceof Uint16Array;
  const given = new (wide ? Uint16Array : Uint8Array)(width * height * (channels + 1));
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    let isClear = true;
    for (let channel = 0; channel < channels; channel += 1) {
      const sample = samples[pixel * channels + channel]!;
      given[pixel * (channels + 1) + channel] = sample;
      isClear &&= sample === clear[channel];
    }
    given[pixel * (channels + 1) + channels] = isClear ? 0 : wide ? 0xffff : 0xff;
  }
  return { width, height, channels: (channels + 1) as Pixels['channels'], samples: given };
}

/** The image without what is not needed, and its compressed data alone. */
function neededChunks(bytes: Uint8Array): { png: Uint8Array; data: Uint8Array } {
  const view = viewOf(bytes);
  const kept = [bytes.subarray(0, SIGNATURE_BYTES)];
  const data: Uint8Array[] = [];
  for (let at = SIGNATURE_BYTES; ; ) {
    if (at + CHUNK_BYTES > bytes.length) throw new Error('it ends too early');
    const length = view.getUint32(at);
    const end = at + CHUNK_BYTES + length;
    const type = typeOf(bytes, at);
    if (end > bytes.length) throw new Error('it ends too early');
    if (NEEDED.has(type)) kept.push(bytes.subarray(at, end));
    if (type === 'IDAT') data.push(bytes.subarray(at + 8, end - 4));
    if (type === 'IEND') return { png: Buffer.concat(kept), data: Buffer.concat(data) };
    at = end;
  }
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Of the chunk that begins there. */
const typeOf = (bytes: Uint8Array, at: number): string =>
  Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
