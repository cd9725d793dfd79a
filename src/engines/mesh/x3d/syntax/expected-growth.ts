import type { Float64List } from '../../tools/growable.ts';
import type { ByteSource } from './byte-source.ts';

/** After so many numbers it is seen how many bytes each takes. */
const SAMPLE = 1 << 16;
/** Of numbers that stand in one list. */
const MOST = 1 << 28;

/**
 * Makes room in a list for what may follow in the file, once it is long: a list that has to grow again and again leaves
 * copies behind that take more memory than the model.
 */
export class ExpectedGrowth {
  private readonly list: Float64List;
  private readonly source: ByteSource;
  private readonly bytesBefore: number;
  private readonly due: number;

  constructor(list: Float64List, source: ByteSource) {
    this.list = list;
    this.source = source;
    this.bytesBefore = source.remainingBytes;
    this.due = list.length + SAMPLE;
  }

  /** After each number. */
  expect(): void {
    const { list, due } = this;
    if (list.length !== due) return;
    const { remainingBytes } = this.source;
    const bytesEach = (this.bytesBefore - remainingBytes) / SAMPLE;
    list.reserve(Math.min(MOST, due + Math.ceil(remainingBytes / bytesEach)));
  }
}
