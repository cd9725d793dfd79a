import { ByteBuffer } from './byte-buffer.ts';
import { lendCopy } from './lent-chunks.ts';

/**
 * Gathers small writes into chunks of up to 1 MiB, which a generator yields with `yield* writer.take()` from time to
 * time, and once more at its end with `yield* writer.finish()`.
 */
export class ChunkWriter extends ByteBuffer {
  private ready: Uint8Array[] = [];

  flush(): void {
    if (this.at > 0) this.ready.push(lendCopy(this.buffer.subarray(0, this.at)));
    this.at = 0;
  }

  /** The full chunks. */
  take(): Uint8Array[] {
    if (this.ready.length === 0) return this.ready;
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  /** Nothing may be written after it. */
  finish(): Uint8Array[] {
    this.flush();
    this.release();
    return this.take();
  }
}
