import { constants } from 'node:buffer';
import { readSync } from 'node:fs';
import { Problem } from '../../../../domain/problem.ts';

/** The bytes of a layer, of which a text layer never needs all at once. */
export interface LayerBytes {
  readonly sizeBytes: number;
  /** Fills `into` from its place `at` on with what stands at `position`; returns how many bytes that were, 0 at the end. */
  read(into: Buffer, at: number, position: number): number;
}

export const bytesInMemory = (bytes: Uint8Array): LayerBytes => ({
  sizeBytes: bytes.length,
  read(into, at, position) {
    const piece = bytes.subarray(position, position + into.length - at);
    into.set(piece, at);
    return piece.length;
  },
});

/** @param fd stays open as long as the layer is used */
export const bytesOfFile = (fd: number, start: number, sizeBytes: number): LayerBytes => ({
  sizeBytes,
  read(into, at, position) {
    const count = Math.min(into.length - at, sizeBytes - position);
    return count <= 0 ? 0 : readSync(fd, into, at, count, start + position);
  },
});

/** All of them, for crates. */
export function wholeLayer(source: LayerBytes): Buffer {
  if (source.sizeBytes > constants.MAX_LENGTH) throw new Problem('input_limit_exceeded');
  const bytes = Buffer.allocUnsafeSlow(source.sizeBytes);
  let filled = 0;
  for (let count = -1; count !== 0 && filled < bytes.length; filled += count) {
    count = source.read(bytes, filled, filled);
  }
  return bytes.subarray(0, filled);
}
