import { ConvertoError } from '../../client/converto-error.ts';
import { retryDelayMs } from './retry-delay.ts';
import { createSpeedMeter, type Speed } from './speed.ts';

const AT_ONCE = 3;
/** After so many failures in a row a person is asked. */
const TRIES = 8;

export type UploadState =
  | { phase: 'waiting' }
  | ({ phase: 'sending'; sentBytes: number; totalBytes: number } & Speed)
  /** Everything was sent; the server has not answered yet. */
  | { phase: 'accepting' }
  | { phase: 'pausing'; problem: ConvertoError }
  | { phase: 'failed'; problem: ConvertoError };

export interface UploadParts<Task> {
  /** One try; resolves to the id of the conversion, rejects with an ConvertoError or the reason of the signal. */
  send(
    task: Task,
    onProgress: (sentBytes: number, totalBytes: number) => void,
    signal: AbortSignal,
  ): Promise<string>;
  /** Resolves when it is time to try again: after a while, and not while offline. Rejects when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  onState(task: Task, state: UploadState): void;
  onAccepted(task: Task, id: string): void;
  nowMs(): number;
  random(): number;
}

export interface UploadQueue<Task> {
  add(task: Task): void;
  /** Also while it is under way: nothing more is reported of it. */
  drop(task: Task): void;
  /** How many have not ended. */
  readonly size: number;
}

/** Sends a few at once, in the order given, and tries again what may succeed later. */
export function createUploadQueue<Task>(parts: UploadParts<Task>): UploadQueue<Task> {
  const waiting: Task[] = [];
  const running = new Map<Task, AbortController>();

  function startNext(): void {
    while (running.size < AT_ONCE && waiting.length > 0) {
      const task = waiting.shift()!;
      const controller = new AbortController();
      running.set(task, controller);
      void run(task, controller.signal).finally(() => {
        running.delete(task);
        startNext();
      });
    }
  }

  async function run(task: Task, signal: AbortSignal): Promise<void> {
    for (let failures = 0; ; ) {
      try {
        const id = await sendOnce(task, signal);
        if (!signal.aborted) parts.onAccepted(task, id);
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ConvertoError)) throw error;
        failures++;
        if (!error.retryable || failures >= TRIES)
          return parts.onState(task, { phase: 'failed', problem: error });
        parts.onState(task, { phase: 'pausing', problem: error });
        try {
          await parts.pause(retryDelayMs(failures, error.retryAfterMs, parts.random()), signal);
        } catch {
          return; // dropped
        }
      }
    }
  }

  async function sendOnce(task: Task, signal: AbortSignal): Promise<string> {
    const measure = createSpeedMeter();
    const report = (sentBytes: number, totalBytes: number) => {
      const speed = measure(sentBytes, totalBytes, parts.nowMs());
      if (signal.aborted) return;
      if (sentBytes >= totalBytes) parts.onState(task, { phase: 'accepting' });
      else parts.onState(task, { phase: 'sending', sentBytes, totalBytes, ...speed });
    };
    return parts.send(task, report, signal);
  }

  return {
    add(task) {
      waiting.push(task);
      parts.onState(task, { phase: 'waiting' });
      startNext();
    },
    drop(task) {
      const at = waiting.indexOf(task);
      if (at >= 0) waiting.splice(at, 1);
      running.get(task)?.abort(new DOMException('dropped', 'AbortError'));
    },
    get size() {
      return waiting.length + running.size;
    },
  };
}
