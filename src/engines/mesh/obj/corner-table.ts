import { Uint32List } from '../tools/growable.ts';
import { TupleIndex } from '../tools/tuple-index.ts';

/** Words of an entry: primitive, uv, normal, vertex, and the entry before it with the same position, from 1. */
const WIDTH = 5;
/** Of a position that more corners share, the others are found by a hash. */
const MOST_IN_A_ROW = 32;

/**
 * Finds the vertex that a combination of position, uv and normal has become in a primitive. The combinations of a position
 * are few, and those that faces name one after another lie close together: a list for each position is several times as
 * fast as a hash, which jumps through the memory.
 */
export class CornerTable {
  /** For each position, from 1, its latest entry, from 1. */
  private latest = new Uint32Array(1024);
  private entries = new Uint32Array(1024 * WIDTH);
  private count = 0;
  private readonly crowded = new TupleIndex(4, 16);
  private readonly crowdedVertices = new Uint32List();

  /** @returns the vertex, which is `next` where the combination is new */
  vertexOf(primitive: number, position: number, uv: number, normal: number, next: number): number {
    if (position >= this.latest.length) this.growLatest(position);
    const { entries, latest } = this;
    let steps = 0;
    for (let entry = latest[position]!; entry !== 0; steps += 1) {
      const at = (entry - 1) * WIDTH;
      if (entries[at + 1] === uv && entries[at + 2] === normal && entries[at] === primitive)
        return entries[at + 3]!;
      entry = entries[at + 4]!;
    }
    if (steps === MOST_IN_A_ROW) return this.vertexInCrowd(primitive, position, uv, normal, next);
    this.append(primitive, position, uv, normal, next);
    return next;
  }

  private append(primitive: number, position: number, uv: number, normal: number, vertex: number): void {
    const at = this.count * WIDTH;
    if (at === this.entries.length) this.entries = grown(this.entries, this.entries.length * 2);
    const { entries } = this;
    entries[at] = primitive;
    entries[at + 1] = uv;
    entries[at + 2] = normal;
    entries[at + 3] = vertex;
    entries[at + 4] = this.latest[position]!;
    this.count += 1;
    this.latest[position] = this.count;
  }

  private vertexInCrowd(
    primitive: number,
    position: number,
    uv: number,
    normal: number,
    next: number,
  ): number {
    const place = this.crowded.add(Uint32Array.of(primitive, position, uv, normal));
    if (place === this.crowdedVertices.length) this.crowdedVertices.push(next);
    return this.crowdedVertices.view()[place]!;
  }

  private growLatest(position: number): void {
    this.latest = grown(this.latest, Math.max(position + 1, this.latest.length * 2));
  }
}

function grown(words: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(length);
  longer.set(words);
  return longer;
}
