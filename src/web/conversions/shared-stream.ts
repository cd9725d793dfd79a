import { backOffMs } from '../../client/back-off.ts';
import type { Conversion, Progress } from '../api/resource.ts';

/** So many ids one event stream takes. */
export const MOST_IDS = 100;
/** Ids that come one after another are taken up together. */
const GATHER_MS = 100;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 30_000;

export type Frame =
  | { event: 'snapshot' | 'completed' | 'failed' | 'cancelled'; revision: number; data: Conversion }
  | { event: 'progress'; revision: number; data: Progress }
  | { event: 'deleted'; data: { id: string } };

const EVENTS = ['snapshot', 'progress', 'completed', 'failed', 'cancelled', 'deleted'] as const;

/** What is used of an EventSource. */
export interface EventConnection {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: { data?: unknown; lastEventId?: string }) => void): void;
  close(): void;
}

export interface SharedStreamParts {
  connect(ids: readonly string[]): EventConnection;
  onFrame(frame: Frame): void;
  /** The server refused the stream: it has to be asked what became of the conversions. */
  onRefused(): void;
  onConnected(isConnected: boolean): void;
  after(ms: number, run: () => void): { cancel(): void };
}

export interface SharedStream {
  /** What is to be watched from now on; of more than MOST_IDS, the first. */
  watch(ids: readonly string[]): void;
  /** Connects anew at once: after sleep a connection may be dead without knowing. */
  wake(): void;
}

const CLOSED = 2;

/**
 * One connection for all conversions of the page, because browsers allow six to a server. Every connection begins with
 * a snapshot of each conversion, so that nothing is lost between two. EventSource itself comes back after a broken
 * connection, and not after an answer that is no stream.
 */
export function createSharedStream(parts: SharedStreamParts): SharedStream {
  let wanted: readonly string[] = [];
  let connected: readonly string[] = [];
  let connection: EventConnection | undefined;
  let planned: { cancel(): void } | undefined;
  let refusals = 0;

  function plan(ms: number): void {
    planned?.cancel();
    planned = parts.after(ms, () => {
      planned = undefined;
      open();
    });
  }

  function close(): void {
    planned?.cancel();
    planned = undefined;
    connection?.close();
    connection = undefined;
    connected = [];
  }

  function open(): void {
    close();
    if (wanted.length === 0) {
      parts.onConnected(true);
      return;
    }
    connected = wanted;
    const opened = parts.connect(connected);
    connection = opened;
    opened.addEventListener('open', () => {
      refusals = 0;
      parts.onConnected(true);
    });
    opened.addEventListener('error', () => {
      if (connection !== opened) return;
      parts.onConnected(false);
      if (opened.readyState !== CLOSED) return;
      refusals++;
      plan(backOffMs(FIRST_RETRY_MS, LONGEST_RETRY_MS, refusals));
      parts.onRefused();
    });
    opened.addEventListener('done', () => {
      if (connection === opened) close();
    });
    for (const event of EVENTS)
      opened.addEventListener(event, ({ data, lastEventId = '' }) => {
        if (connection !== opened) return;
        const revision = Number(lastEventId.split(':')[1] ?? 0);
        parts.onFrame({ event, revision, data: JSON.parse(String(data)) } as Frame);
      });
  }

  return {
    watch(ids) {
      wanted = ids.slice(0, MOST_IDS);
      if (wanted.length === 0) close();
      else if (wanted.some((id) => !connected.includes(id)) && planned === undefined) plan(GATHER_MS);
    },
    wake() {
      refusals = 0;
      open();
    },
  };
}
