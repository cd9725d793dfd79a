import { isTerminal } from '../domain/conversion.ts';
import type { ProgressMessage } from '../domain/ports.ts';

export type Due = 'look' | 'deleted' | 'ending' | 'progress';

/** What one stream knows of one conversion, and what it owes its reader. Holds one state, never a queue of them. */
export class Lane {
  readonly id: string;
  /** The newest revision that the reader has; 0: none. Before the first look, what the reader claims to have. */
  seen: number;
  ended = false;
  #look = true;
  #gone = false;
  #newest: ProgressMessage | undefined;
  #nextProgressAtMs = 0;
  #nextLookAtMs = 0;
  readonly #intervalMs: number;

  /** @param seen what Last-Event-ID says that the reader has */
  constructor(id: string, seen: number, progressIntervalMs: number) {
    this.id = id;
    this.seen = seen;
    this.#intervalMs = progressIntervalMs;
  }

  offer(message: ProgressMessage): void {
    const known = this.#look ? 0 : this.seen; // a claim must not hide what comes before the look
    if (message.revision > Math.max(known, this.#newest?.revision ?? 0)) this.#newest = message;
  }

  gone(): void {
    this.#gone = true;
  }

  due(nowMs: number): Due | undefined {
    return nowMs >= this.dueAtMs ? this.#owed() : undefined;
  }

  /** When the next frame may go; Infinity where nothing is owed. */
  get dueAtMs(): number {
    switch (this.#owed()) {
      case undefined:
        return Number.POSITIVE_INFINITY;
      case 'deleted':
        return 0;
      case 'progress':
        return this.#nextProgressAtMs;
      default:
        return this.#nextLookAtMs;
    }
  }

  #owed(): Due | undefined {
    if (this.ended) return undefined;
    if (this.#gone) return 'deleted';
    if (this.#look) return 'look';
    if (this.#newest === undefined) return undefined;
    return isTerminal(this.#newest.status) ? 'ending' : 'progress';
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

  /** The store did not answer, or knows less than the bus: the same is due again at that moment. */
  lookAgainAt(atMs: number): void {
    this.#nextLookAtMs = atMs;
  }

  /** @param revision of the terminal state; 0 where the conversion was deleted */
  end(revision: number): void {
    this.ended = true;
    this.seen = revision;
    this.#newest = undefined;
  }
}
