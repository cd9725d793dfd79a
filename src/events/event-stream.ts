import { Readable } from 'node:stream';
import { type Conversion, isTerminal } from '../domain/conversion.ts';
import type { ProgressMessage } from '../domain/ports.ts';
import { progressOf } from '../use-cases/change-conversion.ts';
import { encodeFrame, type Frame, HEARTBEAT, RETRY } from './frames.ts';
import { Lane } from './lane.ts';
import type { Watcher } from './relay.ts';

export interface EventStreamParts {
  find(id: string): Promise<Conversion | undefined>;
  /** The data of snapshot and terminal frames. */
  resource(conversion: Conversion): Promise<object>;
  /** The data of progress frames. */
  progress(message: ProgressMessage): object;
  frameId(id: string, revision: number): string;
  /** Asked on every heartbeat for conversions that belong to the stream, in case their first message was lost. */
  discover?(): Promise<readonly string[]>;
  /** True for a stream that takes up whatever the relay brings. */
  adopts: boolean;
  /** Written once all have ended, before the stream ends. Absent: the stream stays open. */
  lastWords?(lanes: readonly Lane[]): Frame | undefined;
  /** Breaks the connection to a reader that takes nothing. */
  cut(): void;
  /** Called once, however the stream ends. */
  released(): void;
  limits: EventStreamLimits;
}

export interface EventStreamLimits {
  heartbeatMs: number;
  rotateMs: number;
  slowReaderTimeoutMs: number;
  progressIntervalMs: number;
}

/** How long a reader may take for the last bytes when the server closes. */
const CLOSING_MS = 500;

/**
 * The states of conversions as server-sent events. It is pulled: while the reader does not drain, newer states replace
 * older ones and nothing is queued; terminal states are kept until they are sent. Subscribe it to the relay before
 * `follow`, which looks into the store: so no change falls between the two.
 */
export class EventStream extends Readable implements Watcher {
  readonly #parts: EventStreamParts;
  readonly #lanes = new Map<string, Lane>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #rotation: NodeJS.Timeout;
  #stuck: NodeJS.Timeout | undefined;
  #later: NodeJS.Timeout | undefined;
  #wanted = false;
  #pumping = false;
  #pumpAgain = false;
  #beating = false;
  #over = false;

  constructor(parts: EventStreamParts) {
    super({ highWaterMark: 1 }); // one frame: whatever waits longer is replaced by what is newer
    this.#parts = parts;
    const { heartbeatMs, rotateMs } = parts.limits;
    this.#heartbeat = setInterval(() => void this.#beat(), heartbeatMs).unref();
    const jitter = 0.9 + Math.random() * 0.2; // or all readers of a restarted server would come back at once
    this.#rotation = setTimeout(() => this.#finish(), rotateMs * jitter).unref();
    this.push(RETRY);
  }

  /** @param seen the revision that the reader has already, by its Last-Event-ID */
  follow(id: string, seen = 0): void {
    if (this.#lanes.has(id)) return;
    this.#lanes.set(id, new Lane(id, seen, this.#parts.limits.progressIntervalMs));
    this.#pump();
  }

  onProgress(message: ProgressMessage): void {
    if (this.#parts.adopts) this.follow(message.id);
    this.#lanes.get(message.id)?.offer(message);
    this.#pump();
  }

  onGone(id: string): void {
    this.#lanes.get(id)?.gone();
    this.#pump();
  }

  onClose(): void {
    this.#finish();
    if (this.#stuck !== undefined) this.#parts.cut();
    else setTimeout(() => this.#parts.cut(), CLOSING_MS).unref();
  }

  override _read(): void {
    this.#wanted = true;
    clearTimeout(this.#stuck);
    this.#stuck = undefined;
    this.#pump();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#over = true;
    clearInterval(this.#heartbeat);
    for (const timer of [this.#rotation, this.#stuck, this.#later]) clearTimeout(timer);
    this.#parts.released();
    callback(error);
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.push(null);
  }

  #write(text: string): void {
    if (this.#over) return;
    this.#wanted = this.push(text);
    if (this.#wanted || this.#stuck !== undefined) return;
    this.#stuck = setTimeout(() => this.#parts.cut(), this.#parts.limits.slowReaderTimeoutMs).unref();
  }

  #pump(): void {
    this.#pumpAgain = this.#pumping;
    if (this.#pumping) return;
    this.#pumping = true;
    this.#writeWhatIsDue()
      .catch((error: Error) => this.destroy(error)) // the reader connects again
      .finally(() => {
        this.#pumping = false;
        if (this.#pumpAgain && !this.#over) this.#pump();
      });
  }

  async #writeWhatIsDue(): Promise<void> {
    await Promise.resolve(); // so that what arrives in one turn is seen together
    while (this.#wanted && !this.#over) {
      const lane = this.#nextLane();
      if (lane === undefined) return this.#rest();
      const text = await this.#render(lane);
      if (text !== '') this.#write(text);
    }
  }

  #nextLane(): Lane | undefined {
    const nowMs = performance.now();
    for (const lane of this.#lanes.values()) if (lane.due(nowMs) !== undefined) return lane;
    return undefined;
  }

  /** Nothing is due: end the stream, or wake up when a frame that was held back may go. */
  #rest(): void {
    const lanes = [...this.#lanes.values()];
    if (this.#parts.lastWords !== undefined && lanes.length > 0 && lanes.every((lane) => lane.ended)) {
      const frame = this.#parts.lastWords(lanes);
      if (frame !== undefined) this.#write(encodeFrame(frame));
      this.#finish();
      return;
    }
    clearTimeout(this.#later);
    const dueAtMs = Math.min(...lanes.map((lane) => lane.dueAtMs));
    if (dueAtMs === Number.POSITIVE_INFINITY) return;
    this.#later = setTimeout(() => this.#pump(), Math.max(1, dueAtMs - performance.now())).unref();
  }

  async #render(lane: Lane): Promise<string> {
    const due = lane.due(performance.now());
    if (due === 'progress') {
      const message = lane.takeProgress(performance.now());
      return message === undefined ? '' : encodeFrame(this.#progressFrame(message));
    }
    const conversion = due === 'deleted' ? undefined : await this.#parts.find(lane.id);
    if (conversion === undefined) {
      lane.end(0);
      return encodeFrame({ event: 'deleted', data: { id: lane.id } });
    }
    const known = lane.seen === conversion.revision;
    lane.looked(conversion.revision);
    const ending = isTerminal(conversion.status);
    if (known && !ending) return '';
    const id = this.#parts.frameId(conversion.id, conversion.revision);
    const data = await this.#parts.resource(conversion);
    const snapshot = due === 'look' ? encodeFrame({ event: 'snapshot', id, data }) : '';
    if (!ending) return snapshot;
    lane.end(conversion.revision);
    return snapshot + encodeFrame({ event: conversion.status as Frame['event'], id, data });
  }

  #progressFrame(message: ProgressMessage): Frame {
    const id = this.#parts.frameId(message.id, message.revision);
    return { event: 'progress', id, data: this.#parts.progress(message) };
  }

  /** A sign of life for proxies, and a look at the store that heals what the bus lost. */
  async #beat(): Promise<void> {
    if (this.#over || this.#beating) return;
    this.#beating = true;
    if (this.#wanted) this.#write(HEARTBEAT);
    try {
      for (const id of (await this.#parts.discover?.()) ?? []) this.follow(id);
      for (const lane of this.#lanes.values()) {
        if (lane.ended) continue;
        const conversion = await this.#parts.find(lane.id);
        if (conversion === undefined) lane.gone();
        else lane.offer(progressOf(conversion));
      }
      this.#pump();
    } catch (error) {
      this.destroy(error as Error);
    } finally {
      this.#beating = false;
    }
  }
}
