/** Numbers vertices in the order of their first appearance, for one bucket after another. */
export class VertexNumbers {
  private count = 0;
  /** 0 for those without a number, else one more than it. */
  private readonly numbers: Uint32Array;
  private readonly vertices: Uint32Array;

  constructor(vertices: number) {
    this.numbers = new Uint32Array(vertices);
    this.vertices = new Uint32Array(vertices);
  }

  add(vertex: number): number {
    const { numbers } = this;
    if (numbers[vertex] === 0) {
      this.vertices[this.count++] = vertex;
      numbers[vertex] = this.count;
    }
    return numbers[vertex]! - 1;
  }

  /** The vertices by their numbers, which they lose. Good until the next `add`. */
  take(): Uint32Array {
    const taken = this.vertices.subarray(0, this.count);
    for (const vertex of taken) this.numbers[vertex] = 0;
    this.count = 0;
    return taken;
  }
}
