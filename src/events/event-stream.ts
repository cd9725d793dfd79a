import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { ProgressMessage } from '../domain/ports.ts';
import { progressOf } from '../use-cases/change-conversion.ts';
import { encodeFrame, type Frame, HEARTBEAT, RETRY } from './frames.ts';
import type { Lane } from './lane.ts';
import { Lanes } from './lanes.ts';
import type { Watcher } from './relay.ts';
import { type LaneViews, renderLane } from './render-lane.ts';

export interface EventStreamParts extends LaneViews {
  /** Asked on every heartbeat for conversions that belong to the stream, in case their first message was lost. */
  discover?(): Promise<readonly string[]>;
  /** True for a stream that takes up whatever the relay brings. */
  adopts: boolean;
  /** Written once all have ended, before the stream ends. Absent: the stream stays open. */
  lastWords?(ended: readonly Lane[]): Frame | undefined;
  /** Breaks the connection to a reader that takes nothing. */
  cut(): void;
  /** The store did not answer; the stream stays open and asks again. */
  onTrouble(error: unknown): void;
  limits: EventStreamLimits;
}

export interface EventStreamLimits {
  heartbeatMs: number;
  rotateMs: number;
  /** How long a reader may take nothing. */
  slowReaderTimeoutMs: number;
  progressIntervalMs: number;
}

/** How long a reader may take for the last bytes when the server closes. */
const CLOSING_MS = 500;
/** Until a store that did not answer is asked again. */
const TROUBLE_MS = 1000;
/** A heartbeat asks for so many conversions at once; then others have their turn. */
const BEAT_BATCH = 50;

/**
 * The states of conversions as server-sent events. It is pulled: while the reader does not drain, newer states replace
 * older ones and nothing is queued; terminal states are kept until they are sent. Subscribe it to the relay before
 * `follow`, which looks into the store: so no change falls between the two. Call `release` when the connection is over.
 */
export class EventStream extends Readable implements Watcher {
  readonly #parts: EventStreamParts;
  readonly #lanes: Lanes;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #rotation: NodeJS.Timeout;
  /** The reader is cut unless it takes what is written until then. */
  #deadline: NodeJS.Timeout | undefined;
  #later: NodeJS.Timeout | undefined;
  #wanted = false;
  #pumping = false;
  #pumpAgain = false;
  #beating = false;
  #over = false;

  constructor(parts: EventStreamParts) {
    super({ highWaterMark: 1 }); // one frame: whatever waits longer is replaced by what is newer
    this.#parts = parts;
    this.#lanes = new Lanes(parts.lastWords === undefined);
    const { heartbeatMs, rotateMs, slowReaderTimeoutMs } = parts.limits;
    this.#heartbeat = setInterval(() => void this.#beat(), heartbeatMs).unref();
    const jitter = 0.9 + Math.random() * 0.2; // or all readers of a restarted server would come back at once
    this.#rotation = setTimeout(() => this.#finish(slowReaderTimeoutMs), rotateMs * jitter).unref();
    this.push(RETRY);
  }

  /** @param seen the revision that the reader has already, by its Last-Event-ID */
  follow(id: string, seen = 0): void {
    this.#lanes.add(id, seen, this.#parts.limits.progressIntervalMs);
    this.#pump();
  }

  onProgress(message: ProgressMessage): void {
    if (this.#parts.adopts) this.#lanes.add(message.id, 0, this.#parts.limits.progressIntervalMs);
    this.#lanes.offer(message);
    this.#pump();
  }

  onGone(id: string): void {
    this.#lanes.gone(id);
    this.#pump();
  }

  onClose(): void {
    this.#finish(CLOSING_MS);
  }

  /** The connection is over, in whatever way. */
  release(): void {
    this.destroy();
    clearTimeout(this.#deadline);
  }

  override _read(): void {
    this.#wanted = true;
    if (!this.#over) {
      clearTimeout(this.#deadline);
      this.#deadline = undefined;
    }
    this.#pump();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#over = true;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#rotation);
    clearTimeout(this.#later);
    callback(error);
  }

  /** Ends the stream. What is written may still wait in the socket, for a reader that may never take it. */
  #finish(withinMs: number): void {
    if (!this.#over) this.push(null);
    this.#over = true;
    this.#expectReader(withinMs);
  }

  #expectReader(withinMs: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#parts.cut(), withinMs).unref();
  }

  #write(text: string): void {
    if (this.#over) return;
    this.#wanted = this.push(text);
    if (!this.#wanted && this.#deadline === undefined)
      this.#expectReader(this.#parts.limits.slowReaderTimeoutMs);
  }

  #pump(): void {
    this.#pumpAgain = this.#pumping;
    if (this.#pumping || this.#over) return;
    this.#pumping = true;
    this.#writeWhatIsDue()
      .catch((error: Error) => this.destroy(error)) // a mistake of ours: the reader connects again
      .finally(() => {
        this.#pumping = false;
        if (this.#pumpAgain) this.#pump();
      });
  }

  async #writeWhatIsDue(): Promise<void> {
    await Promise.resolve(); // so that what arrives in one turn is seen together
    while (this.#wanted && !this.#over) {
      const lane = this.#lanes.takeTurn(performance.now());
      if (lane === undefined) return this.#rest();
      const text = await this.#render(lane);
      this.#lanes.settle(lane);
      if (text !== '') this.#write(text);
    }
  }

  async #render(lane: Lane): Promise<string> {
    try {
      return await renderLane(lane, this.#parts);
    } catch (error) {
      this.#parts.onTrouble(error);
      lane.lookAgainAt(performance.now() + TROUBLE_MS);
      return '';
    }
  }

  /** Nothing is due: end the stream, or wake up when a frame that was held back may go. */
  #rest(): void {
    if (this.#parts.lastWords !== undefined && this.#lanes.haveAllEnded) {
      const frame = this.#parts.lastWords(this.#lanes.ended);
      if (frame !== undefined) this.#write(encodeFrame(frame));
      this.#finish(this.#parts.limits.slowReaderTimeoutMs);
      return;
    }
    clearTimeout(this.#later);
    const dueAtMs = this.#lanes.nextDueAtMs;
    if (dueAtMs === Number.POSITIVE_INFINITY) return;
    this.#later = setTimeout(() => this.#pump(), Math.max(1, dueAtMs - performance.now())).unref();
  }

  /** A sign of life for proxies, and a look at the store that heals what the bus lost. */
  async #beat(): Promise<void> {
    if (this.#over || this.#beating) return;
    this.#beating = true;
    if (this.#wanted) this.#write(HEARTBEAT);
    try {
      for (const id of (await this.#parts.discover?.()) ?? []) this.follow(id);
      for (const [at, lane] of [...this.#lanes.active].entries()) {
        if (at % BEAT_BATCH === BEAT_BATCH - 1) await setImmediate();
        const conversion = await this.#parts.find(lane.id);
        if (conversion === undefined) lane.gone();
        else lane.offer(progressOf(conversion));
      }
      this.#pump();
    } catch (error) {
      this.#parts.onTrouble(error); // the next beat asks again
    } finally {
      this.#beating = false;
    }
  }
}
