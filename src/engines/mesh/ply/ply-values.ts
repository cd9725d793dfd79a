import { Problem } from '../../../domain/problem.ts';
import type { ByteWindow } from '../io/byte-window.ts';
import { TextScanner } from '../io/text-scanner.ts';
import type { PlyHeader } from './ply-header.ts';
import { SCALAR_BYTES, type ScalarType } from './ply-types.ts';

/** The values of the body one after another, whatever their encoding. All throw `input_truncated` at its end. */
export interface PlyValues {
  next(type: ScalarType): number;
  skip(type: ScalarType, count: number): void;
  /** False where the rest of the file is too short for so many values. */
  canHold(type: ScalarType, count: number): boolean;
  /** True where something other than blanks is left. */
  hasMore(): boolean;
}

export const plyValues = (window: ByteWindow, header: PlyHeader): PlyValues =>
  header.encoding === 'ascii'
    ? new AsciiValues(window, header.lines)
    : new BinaryValues(window, header.encoding === 'binary_little_endian');

class BinaryValues implements PlyValues {
  private readonly window: ByteWindow;
  private readonly littleEndian: boolean;
  private view: DataView;

  constructor(window: ByteWindow, littleEndian: boolean) {
    this.window = window;
    this.littleEndian = littleEndian;
    this.view = viewOf(window);
  }

  next(type: ScalarType): number {
    const { window, littleEndian } = this;
    const size = SCALAR_BYTES[type];
    if (window.end - window.at < size) this.refill(size);
    const { view } = this;
    const { at } = window;
    window.at = at + size;
    switch (type) {
      case 'uint8':
        return view.getUint8(at);
      case 'int32':
        return view.getInt32(at, littleEndian);
      case 'float32':
        return view.getFloat32(at, littleEndian);
      case 'uint32':
        return view.getUint32(at, littleEndian);
      case 'float64':
        return view.getFloat64(at, littleEndian);
      case 'uint16':
        return view.getUint16(at, littleEndian);
      case 'int16':
        return view.getInt16(at, littleEndian);
      case 'int8':
        return view.getInt8(at);
    }
  }

  skip(type: ScalarType, count: number): void {
    const { window } = this;
    for (let left = count * SCALAR_BYTES[type]; left > 0; ) {
      if (window.at === window.end) this.refill(1);
      const step = Math.min(left, window.end - window.at);
      window.at += step;
      left -= step;
    }
  }

  canHold(type: ScalarType, count: number): boolean {
    return count * SCALAR_BYTES[type] <= this.window.remainingBytes;
  }

  hasMore(): boolean {
    return this.window.remainingBytes > 0;
  }

  private refill(size: number): void {
    if (!this.window.require(size)) throw new Problem('input_truncated');
    this.view = viewOf(this.window);
  }
}

const viewOf = ({ bytes }: ByteWindow): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Line ends count as blanks: some programs break long lists, and no reader minds. */
class AsciiValues implements PlyValues {
  private readonly window: ByteWindow;
  private readonly scanner: TextScanner;

  constructor(window: ByteWindow, headerLines: number) {
    this.window = window;
    this.scanner = new TextScanner(window);
    this.scanner.lineNumber = headerLines;
  }

  next(): number {
    this.findToken();
    return this.scanner.number();
  }

  skip(_type: ScalarType, count: number): void {
    for (let left = count; left > 0; left -= 1) {
      this.findToken();
      this.scanner.word();
    }
  }

  /** The rest of the current line may hold some too, but a line is never longer than what was read of the file. */
  canHold(_type: ScalarType, count: number): boolean {
    return count * 2 - 1 <= this.window.sizeBytes;
  }

  hasMore(): boolean {
    while (!this.scanner.hasToken()) if (!this.scanner.nextLine()) return false;
    return true;
  }

  private findToken(): void {
    if (!this.hasMore()) throw new Problem('input_truncated');
  }
}
