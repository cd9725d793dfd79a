import type { ByteWindow } from '../../io/byte-window.ts';
import type { OnFraction } from '../../read-result.ts';
import { untold } from '../../tools/shares.ts';

/** Bytes that are read from start to end; a file, or bytes in memory. */
export type ByteSource = Pick<ByteWindow, 'bytes' | 'at' | 'end' | 'fill' | 'remainingBytes'>;

/** As much of what is in memory is handed out at once. */
const PART_BYTES = 4 << 20;

export function sourceOf(bytes: Uint8Array, onFraction: OnFraction = untold): ByteSource {
  return {
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    at: 0,
    end: 0,
    fill() {
      if (this.end === bytes.byteLength) return false;
      this.end = Math.min(bytes.byteLength, this.end + PART_BYTES);
      onFraction(this.end / bytes.byteLength);
      return true;
    },
    get remainingBytes() {
      return bytes.byteLength - this.at;
    },
  };
}
