import http from 'node:http';
import type { Test } from 'tap';
import { waitUntil } from '../support/wait-until.ts';

export interface SeenFrame {
  event?: string;
  id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks for in it differs
  data?: any;
  retry?: string;
}

/** The whole frames of a text, read line by line as the HTML standard says; comments are left out. */
export function framesOf(text: string): SeenFrame[] {
  const blocks = text.split('\n\n').slice(0, -1); // the last one is not finished
  return blocks.flatMap((block) => {
    const fields = block
      .split('\n')
      .filter((line) => !line.startsWith(':'))
      .map((line) => /^(\w+): ?(.*)$/.exec(line)!.slice(1) as [string, string])
      .map(([name, value]) => [name, name === 'data' ? JSON.parse(value) : value]);
    return fields.length === 0 ? [] : [Object.fromEntries(fields) as SeenFrame];
  });
}

/** Without the frame that only says when to come back. */
export const eventsOf = (text: string): SeenFrame[] => framesOf(text).filter(({ event }) => event);

export interface OpenStream {
  status: number;
  headers: http.IncomingHttpHeaders;
  text(): string;
  events(): SeenFrame[];
  /** Resolves once an event of this name has arrived. */
  seen(event: string, times?: number): Promise<SeenFrame[]>;
  /** Resolves when the server ends the answer; rejects where the connection breaks. */
  ended: Promise<void>;
  pause(): void;
  resume(): void;
  destroy(): void;
}

/** A plain HTTP client on a connection of its own, which it would keep for later, as browsers do. */
export async function openStream(
  t: Test,
  url: string,
  headers: http.OutgoingHttpHeaders = {},
): Promise<OpenStream> {
  const agent = new http.Agent({ keepAlive: true });
  const request = http.get(url, { agent, headers: { accept: 'text/event-stream', ...headers } });
  t.teardown(() => agent.destroy());
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = new Promise<void>((resolve, reject) => {
    response.once('end', resolve).once('error', reject);
  });
  ended.catch(() => {}); // whoever cares awaits it
  const events = () => eventsOf(text);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: () => text,
    events,
    async seen(event, times = 1) {
      const those = () => events().filter((frame) => frame.event === event);
      await waitUntil(`${times} × ${event}`, () => those().length >= times);
      return those();
    },
    ended,
    pause: () => response.pause(),
    resume: () => response.resume(),
    destroy: () => request.destroy(),
  };
}
