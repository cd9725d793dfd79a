/** Counts what is done of a total, and tells the share, 0–1. */
export class Steps {
  readonly #total: number;
  readonly #tell: (share: number) => void;
  #done = 0;

  constructor(total: number, tell: (share: number) => void) {
    this.#total = Math.max(1, total);
    this.#tell = tell;
  }

  add(count = 1): void {
    this.#done += count;
    this.#tell(Math.min(1, this.#done / this.#total));
  }
}
