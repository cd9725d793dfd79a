import { isTerminal } from '../domain/conversion.ts';
import type { ProgressMessage } from '../domain/ports.ts';

export type Due = 'look' | 'deleted' | 'ending' | 'progress';

/** What one stream knows of one conversion, and what it owes its reader. Holds one state, never a queue of them. */
export class Lane {
  readonly id: string;
  /** The newest revision that the reader has seen; 0: none. */
  seen: number;
  ended = false;
  #look = true;
  #gone = false;
  #newest: ProgressMessage | undefined;
  #nextProgressAtMs = 0;
  readonly #intervalMs: number;

  /** @param seen what Last-Event-ID says that the reader has */
  constructor(id: string, seen: number, progressIntervalMs: number) {
    this.id = id;
    this.seen = seen;
    this.#intervalMs = progressIntervalMs;
  }

  offer(message: ProgressMessage): void {
    if (message.revision > Math.max(this.seen, this.#newest?.revision ?? 0)) this.#newest = message;
  }

  gone(): void {
    this.#gone = true;
  }

  due(nowMs: number): Due | undefined {
    if (this.ended) return undefined;
    if (this.#gone) return 'deleted';
    if (this.#look) return 'look';
    if (this.#newest === undefined) return undefined;
    if (isTerminal(this.#newest.status)) return 'ending';
    return nowMs >= this.#nextProgressAtMs ? 'progress' : undefined;
  }

  /** When a progress frame that is held back may go; Infinity where none is. */
  get dueAtMs(): number {
    return this.ended || this.#newest === undefined ? Number.POSITIVE_INFINITY : this.#nextProgressAtMs;
  }

  takeProgress(nowMs: number): ProgressMessage | undefined {
    const message = this.#newest;
    this.#newest = undefined;
    if (message === undefined) return undefined;
    this.seen = message.revision;
    this.#nextProgressAtMs = nowMs + this.#intervalMs;
    return message;
  }

  /** The reader gets this revision whole, or has it already. */
  looked(revision: number): void {
    this.#look = false;
    this.seen = revision;
    if ((this.#newest?.revision ?? 0) <= revision) this.#newest = undefined;
  }

  /** @param revision of the terminal state; 0 where the conversion was deleted */
  end(revision: number): void {
    this.ended = true;
    this.seen = revision;
    this.#newest = undefined;
  }
}
