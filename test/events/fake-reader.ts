import { Writable } from 'node:stream';
import type { Test } from 'tap';
import { EventStream, type EventStreamParts } from '../../src/events/event-stream.ts';
import { progressView } from '../../src/routes/conversion-view.ts';
import { eventsOf, type SeenFrame } from './sse-client.ts';

export const FAST = {
  heartbeatMs: 60_000,
  rotateMs: 60_000,
  slowReaderTimeoutMs: 60_000,
  progressIntervalMs: 0,
};

/** A stream without a server: `find` stands for the store, and trouble and cuts are counted. */
export function streamOf(
  t: Test,
  parts: Partial<EventStreamParts> & Pick<EventStreamParts, 'find'>,
  { staysOpen = false } = {},
) {
  const seen = { cuts: 0, troubles: [] as unknown[] };
  const stream = new EventStream({
    resource: async ({ id, revision, status, progress, attempt }) => ({
      id,
      revision,
      status,
      progress,
      attempt,
    }),
    progress: progressView,
    frameId: (_id, revision) => `${revision}`,
    adopts: false,
    ...(staysOpen ? {} : { lastWords: () => undefined }),
    cut: () => {
      seen.cuts += 1;
    },
    onTrouble: (error) => seen.troubles.push(error),
    limits: FAST,
    ...parts,
  });
  t.teardown(() => stream.release());
  return { stream, seen };
}

export interface Reader {
  text(): string;
  events(): SeenFrame[];
  /** When each chunk arrived, by performance.now(). */
  times: number[];
  /** While false, the reader takes nothing more. */
  take(open: boolean): void;
  ended(): boolean;
}

/** Takes one chunk at a time, and none while it is told not to. */
export function attachReader(stream: EventStream, open = true): Reader {
  let text = '';
  let taking = open;
  let waiting: (() => void) | undefined;
  const times: number[] = [];
  const sink = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      text += chunk;
      times.push(performance.now());
      if (taking) done();
      else waiting = done;
    },
  });
  stream.pipe(sink);
  return {
    text: () => text,
    events: () => eventsOf(text),
    times,
    take(now) {
      taking = now;
      if (!now) return;
      const done = waiting;
      waiting = undefined;
      done?.();
    },
    ended: () => sink.writableFinished,
  };
}
