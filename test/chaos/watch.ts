/** Watches one conversion as EventSource does: any API, again with Last-Event-ID whenever the stream ends, to the end. */
import { setTimeout as delay } from 'node:timers/promises';
import { isTerminal } from '../../src/domain/conversion.ts';
import { eventsOf } from '../events/sse-client.ts';
import type { Watch } from './history.ts';
import type { Random } from './random.ts';

const RECONNECT_AFTER_MS = 500;
/** Heartbeats come every 15 s. */
const SILENCE_LIMIT_MS = 40_000;

export async function watchConversion(
  addresses: readonly string[],
  watch: Watch,
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  for (let connection = 1; !signal.aborted; connection += 1) {
    watch.ended = await follow(random.pick(addresses), watch, connection, signal).catch(() => 'unfinished');
    if (watch.ended !== 'unfinished') return;
    await delay(RECONNECT_AFTER_MS, undefined, { signal }).catch(() => {});
  }
}

async function follow(
  address: string,
  watch: Watch,
  connection: number,
  signal: AbortSignal,
): Promise<Watch['ended']> {
  const lastRevision = watch.frames.at(-1)?.revision;
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_LIMIT_MS);
  try {
    const answer = await fetch(`${address}/api/v1/conversions/${watch.id}/events`, {
      headers: {
        accept: 'text/event-stream',
        ...(lastRevision === undefined ? {} : { 'last-event-id': String(lastRevision) }),
      },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (answer.status === 404) return 'gone';
    if (answer.status === 204) return 'terminal'; // the last revision that was seen is the last one
    if (answer.status !== 200 || answer.body === null) return 'unfinished';
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_LIMIT_MS);
      text += decoder.decode(chunk, { stream: true });
      const whole = text.lastIndexOf('\n\n') + 2;
      if (whole < 2) continue;
      for (const { event = '', id, data } of eventsOf(text.slice(0, whole))) {
        if (event === 'deleted') return 'gone';
        const { status, progress, attempt } = data;
        watch.frames.push({
          ...{ at: Date.now(), connection, event, revision: Number(id) },
          ...{ status, progress, attempt },
        });
      }
      text = text.slice(whole);
    }
  } finally {
    clearTimeout(timer);
  }
  const last = watch.frames.at(-1);
  return last !== undefined && isTerminal(last.status) ? 'terminal' : 'unfinished';
}
