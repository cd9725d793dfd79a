/** Ids above this are kept in a Set: a file may count sparsely, and one large id must not cost 100 MB. */
const BITMAP_LIMIT = 1 << 26;

/** A set of positive whole numbers that are mostly dense, one bit for each. */
export class IdSet {
  #bits = new Uint32Array(1024);
  readonly #sparse = new Set<number>();

  add(id: number): void {
    if (id >= BITMAP_LIMIT) {
      this.#sparse.add(id);
      return;
    }
    const word = id >>> 5;
    if (word >= this.#bits.length) this.#grow(word);
    this.#bits[word]! |= 1 << (id & 31);
  }

  has(id: number): boolean {
    if (id >= BITMAP_LIMIT) return this.#sparse.has(id);
    return ((this.#bits[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0;
  }

  /** The ids that `other` does not have: how many, and the smallest. */
  missingFrom(other: IdSet): { count: number; smallest: number } {
    let count = 0;
    let smallest = Number.POSITIVE_INFINITY;
    const note = (id: number) => {
      if (other.has(id)) return;
      count += 1;
      smallest = Math.min(smallest, id);
    };
    this.#bits.forEach((bits, word) => {
      if ((bits & ~(other.#bits[word] ?? 0)) === 0) return;
      for (let bit = 0; bit < 32; bit += 1) if (bits & (1 << bit)) note(word * 32 + bit);
    });
    this.#sparse.forEach(note);
    return { count, smallest };
  }

  #grow(word: number): void {
    const larger = new Uint32Array(Math.max(this.#bits.length * 2, word + 1));
    larger.set(this.#bits);
    this.#bits = larger;
  }
}
