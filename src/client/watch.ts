import { type Api, jsonOf, requireOk } from './api.ts';
import { ConvertoError } from './converto-error.ts';
import { createPatience, type Patience, pause } from './patience.ts';
import { readEvents, type StreamMemory } from './read-events.ts';
import type { Conversion, WatchOptions } from './types.ts';

/** Tests shorten them. */
export interface WatchTimes {
  patienceMs: number;
  /** Three heartbeats of the server. */
  silenceMs: number;
  /** A stream that was cut sooner counts as cut by something between; the server ends one after about ten minutes. */
  shortStreamMs: number;
  /** Longest wait of one poll. */
  pollSeconds: number;
}

export const WATCH_TIMES: WatchTimes = {
  patienceMs: 300_000,
  silenceMs: 45_000,
  shortStreamMs: 60_000,
  pollSeconds: 20,
};

const MOST_SHORT_STREAMS = 3;
/** Progress that changes all the time is not asked for all the time. */
const POLL_PAUSE_MS = 500;
/** There is no use in coming back for these. */
const NO_STREAM = new Set(['too_many_streams', 'events_not_acceptable']);

/**
 * Resolves with the conversion once it has ended, however. Connects again where the connection is lost, and polls where
 * something between client and server holds streams back or cuts them again and again.
 */
export async function watchConversion(
  api: Api,
  id: string,
  options: WatchOptions,
  times: WatchTimes = WATCH_TIMES,
): Promise<Conversion> {
  const { signal } = options;
  const patience = createPatience(times.patienceMs);
  const memory: StreamMemory = { lastEventId: undefined, retryMs: 2000 };
  let shortStreams = 0;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const outcome = await readEvents(api, id, memory, options, times.silenceMs);
      if (outcome.kind === 'ended') return outcome.conversion;
      patience.renew();
      shortStreams = outcome.lastedMs < times.shortStreamMs ? shortStreams + 1 : 0;
      if (!outcome.brought || shortStreams >= MOST_SHORT_STREAMS) break;
      await pause(memory.retryMs, signal);
    } catch (error) {
      if (error instanceof ConvertoError && NO_STREAM.has(error.code)) break;
      await patience.bear(error, signal);
    }
  }
  return pollConversion(api, id, options, times, patience);
}

async function pollConversion(
  api: Api,
  id: string,
  { onProgress, signal }: WatchOptions,
  times: WatchTimes,
  patience: Patience,
): Promise<Conversion> {
  let seconds = times.pollSeconds;
  let etag: string | null = null;
  for (;;) {
    let changed: Conversion | undefined;
    try {
      const waitSeconds = etag === null ? 0 : seconds; // first, how it is now
      const answer = await ask(api, id, { seconds: waitSeconds, etag, signal, silenceMs: times.silenceMs });
      etag = answer.etag;
      changed = answer.conversion;
      patience.renew();
    } catch (error) {
      seconds = Math.floor(seconds / 2); // what cuts a stream may cut a long poll
      await patience.bear(error, signal);
      continue;
    }
    if (changed !== undefined) {
      onProgress?.(changed);
      if (changed.status !== 'pending' && changed.status !== 'in_progress') return changed;
    }
    await pause(seconds === 0 ? 4 * POLL_PAUSE_MS : POLL_PAUSE_MS, signal);
  }
}

interface Question {
  seconds: number;
  etag: string | null;
  signal: AbortSignal | undefined;
  silenceMs: number;
}

/** No conversion: it has not changed. */
async function ask(
  api: Api,
  id: string,
  { seconds, etag, signal, silenceMs }: Question,
): Promise<{ conversion?: Conversion; etag: string | null }> {
  const silence = AbortSignal.timeout(seconds * 1000 + silenceMs);
  try {
    const response = await api.fetch(`/api/v1/conversions/${encodeURIComponent(id)}?wait=${seconds}`, {
      headers: etag === null ? {} : { 'if-none-match': etag },
      signal: signal === undefined ? silence : AbortSignal.any([signal, silence]),
    });
    if (response.status === 304) return { etag };
    const conversion = await jsonOf<Conversion>(api, await requireOk(response));
    return { conversion, etag: response.headers.get('etag') };
  } catch (error) {
    signal?.throwIfAborted();
    if (!silence.aborted) throw error;
    throw new ConvertoError('The server did not answer in time.', {
      code: 'server_unreachable',
      retryable: true,
      cause: error,
    });
  }
}
