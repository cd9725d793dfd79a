import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { type Api, jsonOf, parseJson, requireOk } from './api.ts';
import { ConvertoError } from './converto-error.ts';
import type { Conversion, ConversionProgress, WatchOptions } from './types.ts';

/** What one connection leaves to the next. */
export interface StreamMemory {
  lastEventId: string | undefined;
  /** How long to wait before the next connection, as the server asks. */
  retryMs: number;
}

export type StreamOutcome =
  | { kind: 'ended'; conversion: Conversion }
  /** Before the last event; `brought` says whether anything of an event stream came at all. */
  | { kind: 'cut'; brought: boolean; lastedMs: number };

/**
 * Reads one event stream to its end. Rejects where the server refuses it or cannot be reached, with `conversion_not_found`
 * where the conversion is deleted meanwhile, and with the signal's reason.
 * @param silenceMs a connection that brings no byte for so long is cut; the server says something every 15 s
 */
export async function readEvents(
  api: Api,
  id: string,
  memory: StreamMemory,
  { onProgress, signal }: WatchOptions,
  silenceMs: number,
): Promise<StreamOutcome> {
  const began = performance.now();
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listen = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), silenceMs);
  };
  let brought = false;
  const cut = (): StreamOutcome => ({ kind: 'cut', brought, lastedMs: performance.now() - began });
  const path = `/api/v1/conversions/${encodeURIComponent(id)}`;
  const stop = AbortSignal.any([silence.signal, ...(signal === undefined ? [] : [signal])]);
  listen();
  try {
    const response = await requireOk(
      await api.fetch(`${path}/events`, {
        headers: {
          accept: 'text/event-stream',
          ...(memory.lastEventId === undefined ? {} : { 'last-event-id': memory.lastEventId }),
        },
        signal: stop,
      }),
    );
    if (response.status === 204) {
      const last = await requireOk(await api.fetch(path, { signal: stop }));
      return { kind: 'ended', conversion: await jsonOf<Conversion>(api, last) };
    }
    if (response.body === null || !/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? ''))
      return cut();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const messages: EventSourceMessage[] = [];
    const parser = createParser({
      onEvent: (message) => messages.push(message),
      onRetry: (ms) => {
        memory.retryMs = ms;
        brought = true;
      },
    });
    for (;;) {
      const step = await reader.read().catch((error: unknown) => {
        signal?.throwIfAborted();
        return { done: true as const, value: undefined, error };
      });
      if (step.done) return cut();
      listen();
      parser.feed(step.value);
      for (const message of messages.splice(0)) {
        brought = true;
        if (message.id !== undefined) memory.lastEventId = message.id;
        const ended = tell(message, onProgress);
        if (ended !== undefined) return { kind: 'ended', conversion: ended };
      }
    }
  } catch (error) {
    if (silence.signal.aborted && error === silence.signal.reason) return cut();
    throw error;
  } finally {
    clearTimeout(timer);
    silence.abort(); // closes the connection
  }
}

/** The conversion, where this was its last event. */
function tell(
  { event, data }: EventSourceMessage,
  onProgress: WatchOptions['onProgress'],
): Conversion | undefined {
  switch (event) {
    case 'snapshot':
    case 'progress':
      onProgress?.(parseJson<ConversionProgress>(data));
      return undefined;
    case 'completed':
    case 'failed':
    case 'cancelled': {
      const conversion = parseJson<Conversion>(data);
      onProgress?.(conversion);
      return conversion;
    }
    case 'deleted':
      throw new ConvertoError('The conversion was deleted.', {
        code: 'conversion_not_found',
        status: 404,
        retryable: false,
      });
  }
  return undefined; // an event that a later server may have
}
