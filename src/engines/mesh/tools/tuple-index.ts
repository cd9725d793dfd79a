/** Numbers distinct tuples of 32-bit words in the order of their first appearance; open addressing, no objects. */
export class TupleIndex {
  /** How many distinct tuples there are. */
  count = 0;
  private keys: Uint32Array<ArrayBuffer>;
  private slots: Uint32Array;
  private readonly width: number;

  /** @param expected distinct tuples to make room for at first */
  constructor(width: number, expected: number) {
    this.width = width;
    const capacity = Math.max(16, Math.ceil(expected));
    this.keys = new Uint32Array(capacity * width);
    this.slots = new Uint32Array(slotsFor(capacity));
  }

  /** The number of the tuple (a, b, c), for an index of width 3. */
  add3(a: number, b: number, c: number): number {
    const { keys, slots } = this;
    const mask = slots.length - 1;
    let slot = hash3(a, b, c) & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      const key = (entry - 1) * 3;
      if (keys[key] === a && keys[key + 1] === b && keys[key + 2] === c) return entry - 1;
      slot = (slot + 1) & mask;
    }
    const key = this.count * 3;
    if (key === keys.length) {
      this.grow();
      return this.add3(a, b, c);
    }
    keys[key] = a;
    keys[key + 1] = b;
    keys[key + 2] = c;
    slots[slot] = ++this.count;
    return this.count - 1;
  }

  /** The number of the tuple that fills `words`. */
  add(words: Uint32Array): number {
    const { keys, slots, width } = this;
    const mask = slots.length - 1;
    let slot = this.hash(words, 0) & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      const key = (entry - 1) * width;
      let same = 0;
      while (same < width && keys[key + same] === words[same]) same += 1;
      if (same === width) return entry - 1;
      slot = (slot + 1) & mask;
    }
    const key = this.count * width;
    if (key === keys.length) {
      this.grow();
      return this.add(words);
    }
    keys.set(words, key);
    slots[slot] = ++this.count;
    return this.count - 1;
  }

  /** The distinct tuples one after another. Shares memory with the index, which must not be used further. */
  tuples(): Uint32Array<ArrayBuffer> {
    return this.keys.subarray(0, this.count * this.width);
  }

  private hash(words: Uint32Array, from: number): number {
    if (this.width === 3) return hash3(words[from]!, words[from + 1]!, words[from + 2]!);
    let hash = 0;
    for (let index = from; index < from + this.width; index += 1) {
      hash = Math.imul(rotate(hash) ^ words[index]!, 0x9e3779b1);
    }
    return finish(hash);
  }

  private grow(): void {
    const keys = new Uint32Array(Math.ceil(this.count * 1.6) * this.width);
    keys.set(this.keys);
    this.keys = keys;
    const slots = new Uint32Array(slotsFor(keys.length / this.width));
    if (slots.length === this.slots.length) return;
    const mask = slots.length - 1;
    for (let index = 0; index < this.count; index += 1) {
      let slot = this.hash(keys, index * this.width) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.slots = slots;
  }
}

/** A power of two that keeps the table at most 3/4 full. */
export const slotsFor = (capacity: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, capacity) / 0.75));

export const hash3 = (a: number, b: number, c: number): number =>
  finish(Math.imul(a, 0x9e3779b1) ^ rotate(Math.imul(b, 0x85ebca6b)) ^ Math.imul(c, 0xc2b2ae35));

const rotate = (word: number): number => (word << 13) | (word >>> 19);

function finish(hash: number): number {
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
