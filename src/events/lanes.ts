import type { ProgressMessage } from '../domain/ports.ts';
import { Lane } from './lane.ts';

/**
 * Ended conversions that a stream remembers, so that a late message does not begin them again. More than the newest
 * of a tag that a stream looks for, or it would find those for ever.
 */
const REMEMBERED = 1000;

/** The conversions of one stream: those that go on, in the order of their turns, and those that have ended. */
export class Lanes {
  readonly #active = new Map<string, Lane>();
  readonly #ended = new Map<string, Lane>();
  readonly #remembered: number;

  /** @param forgets whether ended ones beyond the newest 1000 are forgotten */
  constructor(forgets: boolean) {
    this.#remembered = forgets ? REMEMBERED : Number.POSITIVE_INFINITY;
  }

  get active(): Iterable<Lane> {
    return this.#active.values();
  }

  /** True once there were some and all have ended. */
  get haveAllEnded(): boolean {
    return this.#active.size === 0 && this.#ended.size > 0;
  }

  /** What is remembered of ended ones: the revision that the reader saw last. */
  get ended(): readonly Lane[] {
    return [...this.#ended.values()];
  }

  add(id: string, seen: number, progressIntervalMs: number): void {
    if (!this.#active.has(id) && !this.#ended.has(id))
      this.#active.set(id, new Lane(id, seen, progressIntervalMs));
  }

  offer(message: ProgressMessage): void {
    this.#active.get(message.id)?.offer(message);
  }

  gone(id: string): void {
    this.#active.get(id)?.gone();
  }

  /** The first that owes a frame; it goes to the end of the row, so that a slow reader sees something of each. */
  takeTurn(nowMs: number): Lane | undefined {
    for (const lane of this.#active.values()) {
      if (lane.due(nowMs) === undefined) continue;
      this.#active.delete(lane.id);
      this.#active.set(lane.id, lane);
      return lane;
    }
    return undefined;
  }

  /** When the next frame may go; Infinity where none is owed. */
  get nextDueAtMs(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const lane of this.#active.values()) earliest = Math.min(earliest, lane.dueAtMs);
    return earliest;
  }

  /** Call after a turn. */
  settle(lane: Lane): void {
    if (!lane.ended) return;
    this.#active.delete(lane.id);
    this.#ended.set(lane.id, lane);
    if (this.#ended.size <= this.#remembered) return;
    for (const oldest of this.#ended.keys()) {
      this.#ended.delete(oldest);
      return;
    }
  }
}
