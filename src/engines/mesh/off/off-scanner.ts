import { Problem } from '../../../domain/problem.ts';
import type { ByteWindow } from '../io/byte-window.ts';
import { TextScanner } from '../io/text-scanner.ts';

const HASH = 35;

/** The tokens of an OFF file, whatever lines they stand on; a comment ends a line. */
export class OffScanner {
  private readonly scanner: TextScanner;

  constructor(window: ByteWindow) {
    this.scanner = new TextScanner(window);
    if (this.scanner.nextLine() && this.scanner.take(0xef) && this.scanner.take(0xbb))
      this.scanner.take(0xbf);
  }

  hasMoreOnLine(): boolean {
    return this.scanner.hasToken() && this.scanner.peek() !== HASH;
  }

  /** True where another token follows anywhere. */
  hasMore(): boolean {
    while (!this.hasMoreOnLine()) if (!this.scanner.nextLine()) return false;
    return true;
  }

  /** Throws `input_truncated` at the end of the file. */
  nextWord(): string {
    this.findToken();
    return this.scanner.word();
  }

  nextNumber(): number {
    this.findToken();
    return this.scanner.coordinate();
  }

  /** The numbers that are left of the line, at most as many as fit into `row`; returns how many there are. */
  restOfLine(row: Float64Array): number {
    let count = 0;
    for (; this.hasMoreOnLine(); count += 1) {
      const value = this.scanner.coordinate();
      if (count < row.length) row[count] = value;
    }
    return count;
  }

  malformed(what: string): Problem {
    return this.scanner.malformed(what);
  }

  private findToken(): void {
    if (this.hasMore()) return;
    throw new Problem('input_truncated', {
      detail: 'The OFF file ends before its last face. Export or upload it again.',
    });
  }
}
