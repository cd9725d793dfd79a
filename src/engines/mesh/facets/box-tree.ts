const LEAF = 4;

/** Boxes in a binary tree: finds those that meet another box without looking at all of them. */
export class BoxTree {
  /** x, y, z of the low and the high corner for each item. */
  readonly #boxes: Float64Array;
  readonly #items: Uint32Array;
  /** As `#boxes`, for each node; the children of node n are 2n + 1 and 2n + 2. */
  readonly #nodes: Float64Array;
  readonly #depth: number;

  /** @param boxes six numbers for each item: the low and the high corner */
  constructor(boxes: Float64Array) {
    const count = boxes.length / 6;
    this.#boxes = boxes;
    this.#items = Uint32Array.from({ length: count }, (_, item) => item);
    this.#depth = Math.max(0, Math.ceil(Math.log2(Math.max(1, count) / LEAF)));
    this.#nodes = new Float64Array((2 ** (this.#depth + 1) - 1) * 6);
    this.#build(0, 0, 0, count);
  }

  /** Hands over the items whose boxes meet the given one, until `onItem` returns true. */
  meeting(low: ArrayLike<number>, high: ArrayLike<number>, onItem: (item: number) => boolean): boolean {
    return this.#visit(0, 0, 0, this.#items.length, low, high, onItem);
  }

  #build(node: number, level: number, from: number, to: number): void {
    const nodes = this.#nodes;
    const boxes = this.#boxes;
    for (let axis = 0; axis < 3; axis++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let at = from; at < to; at++) {
        const box = this.#items[at]! * 6;
        if (boxes[box + axis]! < low) low = boxes[box + axis]!;
        if (boxes[box + 3 + axis]! > high) high = boxes[box + 3 + axis]!;
      }
      nodes[node * 6 + axis] = low;
      nodes[node * 6 + 3 + axis] = high;
    }
    if (level === this.#depth) return;
    const axis = this.#longest(node);
    const centre = (item: number): number => boxes[item * 6 + axis]! + boxes[item * 6 + 3 + axis]!;
    this.#items.subarray(from, to).sort((a, b) => centre(a) - centre(b) || a - b);
    const middle = (from + to) >> 1;
    this.#build(2 * node + 1, level + 1, from, middle);
    this.#build(2 * node + 2, level + 1, middle, to);
  }

  #longest(node: number): number {
    const extents = [0, 1, 2].map(
      (axis) => this.#nodes[node * 6 + 3 + axis]! - this.#nodes[node * 6 + axis]!,
    );
    return extents.indexOf(Math.max(...extents));
  }

  #visit(
    node: number,
    level: number,
    from: number,
    to: number,
    low: ArrayLike<number>,
    high: ArrayLike<number>,
    onItem: (item: number) => boolean,
  ): boolean {
    if (from === to || !meets(this.#nodes, node * 6, low, high)) return false;
    if (level === this.#depth) {
      for (let at = from; at < to; at++) {
        const item = this.#items[at]!;
        if (meets(this.#boxes, item * 6, low, high) && onItem(item)) return true;
      }
      return false;
    }
    const middle = (from + to) >> 1;
    return (
      this.#visit(2 * node + 1, level + 1, from, middle, low, high, onItem) ||
      this.#visit(2 * node + 2, level + 1, middle, to, low, high, onItem)
    );
  }
}

function meets(boxes: Float64Array, at: number, low: ArrayLike<number>, high: ArrayLike<number>): boolean {
  for (let axis = 0; axis < 3; axis++) {
    if (!(boxes[at + axis]! <= high[axis]! && boxes[at + 3 + axis]! >= low[axis]!)) return false;
  }
  return true;
}
