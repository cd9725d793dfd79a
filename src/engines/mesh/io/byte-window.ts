import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Problem } from '../../../domain/problem.ts';

const CHUNK_BYTES = 4 << 20;
/** No line and no record of a mesh file is as long; without a bound a file without line ends would fill the memory. */
const MAX_WINDOW_BYTES = 256 << 20;

/** The unread bytes of a file that is read from its start to its end: `bytes` from `at` to `end`. */
export class ByteWindow {
  bytes: Buffer;
  at = 0;
  end = 0;
  readonly sizeBytes: number;
  private readonly fd: number;
  private fileOffset = 0;
  private readonly onFraction: ((fraction: number) => void) | undefined;

  constructor(path: string, onFraction?: (fraction: number) => void) {
    this.fd = openSync(path, 'r');
    this.sizeBytes = fstatSync(this.fd).size;
    this.bytes = Buffer.allocUnsafeSlow(Math.max(16, Math.min(CHUNK_BYTES, this.sizeBytes)));
    this.onFraction = onFraction;
  }

  /** Offset in the file of the first unread byte. */
  get position(): number {
    return this.fileOffset - (this.end - this.at);
  }

  /** Unread bytes of the whole file, in the window or not yet. */
  get remainingBytes(): number {
    return this.sizeBytes - this.position;
  }

  /** Moves the unread bytes to the front and reads on behind them. False at the end of the file. */
  fill(): boolean {
    if (this.fileOffset >= this.sizeBytes) return false;
    if (this.at > 0) {
      this.bytes.copyWithin(0, this.at, this.end);
      this.end -= this.at;
      this.at = 0;
    }
    if (this.end === this.bytes.length) this.grow();
    const count = readSync(this.fd, this.bytes, this.end, this.bytes.length - this.end, this.fileOffset);
    if (count === 0) return false; // the file was cut while it was read: the caller finds it too short
    this.end += count;
    this.fileOffset += count;
    this.onFraction?.(this.fileOffset / this.sizeBytes);
    return true;
  }

  /** Makes at least `count` unread bytes available; false where the file has fewer. */
  require(count: number): boolean {
    while (this.end - this.at < count) if (!this.fill()) return false;
    return true;
  }

  close(): void {
    closeSync(this.fd);
  }

  private grow(): void {
    if (this.bytes.length >= MAX_WINDOW_BYTES) {
      throw new Problem('input_malformed', {
        detail: `The file has a line of more than ${MAX_WINDOW_BYTES >> 20} MiB. Export it again.`,
      });
    }
    const grown = Buffer.allocUnsafeSlow(this.bytes.length * 2);
    this.bytes.copy(grown, 0, 0, this.end);
    this.bytes = grown;
  }
}

/** Opens a window, closes it in any case. */
export function readThrough<T>(
  path: string,
  onFraction: ((fraction: number) => void) | undefined,
  read: (window: ByteWindow) => T,
): T {
  const window = new ByteWindow(path, onFraction);
  try {
    return read(window);
  } finally {
    window.close();
  }
}
