import { Problem } from '../../../../domain/problem.ts';
import type { LayerBytes } from '../layer/layer-bytes.ts';

const CHUNK_BYTES = 1 << 20;
/** No token of a layer is as long; without a bound a string without an end would fill the memory. */
const MAX_WINDOW_BYTES = 256 << 20;
const LF = 10;

/** A piece of a layer: what stands before `at` has been read, and goes when more is needed. */
export class LayerWindow {
  /** The piece; it ends with what has been read of the layer, not with the layer. */
  bytes: Buffer;
  at = 0;
  protected readonly source: LayerBytes;
  private store: Buffer;
  /** Where the piece begins in the layer. */
  private offset: number;

  /** @param expectedBytes how much of the layer is likely to be read, from `position` on */
  constructor(source: LayerBytes, position = 0, expectedBytes = source.sizeBytes) {
    this.source = source;
    this.offset = position;
    this.store = Buffer.allocUnsafeSlow(Math.max(1024, Math.min(CHUNK_BYTES, expectedBytes)));
    this.bytes = this.store.subarray(0, 0);
  }

  get position(): number {
    return this.offset + this.at;
  }

  /** Goes on from a place that may have been left behind. */
  seek(position: number): void {
    if (position >= this.offset) {
      this.at = position - this.offset;
      return;
    }
    this.offset = position;
    this.at = 0;
    this.bytes = this.store.subarray(0, 0);
  }

  /** Moves what is unread to the front and reads on behind it. False at the end of the layer. */
  protected fill(): boolean {
    const unread = this.bytes.length - this.at;
    if (this.offset + this.bytes.length >= this.source.sizeBytes) return false;
    if (unread === this.store.length) this.grow();
    else this.store.copyWithin(0, this.at, this.bytes.length);
    this.offset += this.at;
    this.at = 0;
    const count = this.source.read(this.store, unread, this.offset + unread);
    this.bytes = this.store.subarray(0, unread + count);
    return count > 0;
  }

  /** Where reading stands in the layer, from 1. */
  protected lineNumber(): number {
    const piece = Buffer.allocUnsafe(1 << 16);
    const { position } = this;
    let line = 1;
    for (let from = 0, count = -1; count !== 0 && from < position; from += count) {
      count = this.source.read(piece, 0, from);
      const end = Math.min(count, position - from);
      for (let at = piece.indexOf(LF); at >= 0 && at < end; at = piece.indexOf(LF, at + 1)) line += 1;
    }
    return line;
  }

  private grow(): void {
    if (this.store.length >= MAX_WINDOW_BYTES) {
      throw new Problem('input_malformed', {
        detail: `The USD text has a word or a string of more than ${MAX_WINDOW_BYTES >> 20} MiB. Export it again.`,
      });
    }
    const grown = Buffer.allocUnsafeSlow(this.store.length * 2);
    grown.set(this.bytes);
    this.store = grown;
  }
}
