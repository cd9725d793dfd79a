/**
 * How much room a list of so many items, which is full, moves into: for one item more at least. Room that is never used takes
 * no memory: the system gives it when it is touched.
 */
export type Growth = (items: number) => number;

const doubled: Growth = (items) => items * 2;

/** Typed arrays that grow: amortised one copy, no boxed numbers. */
export class Uint32List {
  length = 0;
  private items: Uint32Array<ArrayBuffer>;
  private readonly growth: Growth;

  constructor(expected = 1024, growth: Growth = doubled) {
    this.items = new Uint32Array(Math.max(16, expected));
    this.growth = growth;
  }

  push(value: number): void {
    if (this.length === this.items.length) {
      const grown = new Uint32Array(this.growth(this.length));
      grown.set(this.items);
      this.items = grown;
    }
    this.items[this.length++] = value;
  }

  /** Without a copy; the list must not grow while it is used. */
  view(): Uint32Array<ArrayBuffer> {
    return this.items.subarray(0, this.length);
  }
}

export class Float64List {
  length = 0;
  private items: Float64Array<ArrayBuffer>;
  private readonly growth: Growth;

  constructor(expected = 1024, growth: Growth = doubled) {
    this.items = new Float64Array(Math.max(16, expected));
    this.growth = growth;
  }

  push(value: number): void {
    if (this.length === this.items.length) {
      const grown = new Float64Array(this.growth(this.length));
      grown.set(this.items);
      this.items = grown;
    }
    this.items[this.length++] = value;
  }

  /** Without a copy; the list must not grow while it is used. */
  view(): Float64Array<ArrayBuffer> {
    return this.items.subarray(0, this.length);
  }
}

export class Float32List {
  length = 0;
  private items: Float32Array<ArrayBuffer>;
  private readonly growth: Growth;

  constructor(expected = 1024, growth: Growth = doubled) {
    this.items = new Float32Array(Math.max(16, expected));
    this.growth = growth;
  }

  push(value: number): void {
    if (this.length === this.items.length) {
      const grown = new Float32Array(this.growth(this.length));
      grown.set(this.items);
      this.items = grown;
    }
    this.items[this.length++] = value;
  }

  /** Without a copy; the list must not grow while it is used. */
  view(): Float32Array<ArrayBuffer> {
    return this.items.subarray(0, this.length);
  }
}
