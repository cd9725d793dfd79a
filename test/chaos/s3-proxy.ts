/** Stands before an S3 server and answers some requests itself: with 5xx, late, or with a reset. */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from './random.ts';

export type S3Trouble =
  | { kind: 'error'; share: number }
  | { kind: 'slow'; ms: number }
  /** Of the connection, before the request or in the middle of the answer. */
  | { kind: 'reset'; share: number };

export interface S3Proxy {
  port: number;
  /** Undefined: no more trouble. Resolves with how many requests had the trouble that ends now. */
  trouble(trouble: S3Trouble | undefined): number;
  close(): Promise<void>;
}

export async function openS3Proxy(upstreamPort: number, random: Random): Promise<S3Proxy> {
  const agent = new Agent({ keepAlive: true });
  let current: S3Trouble | undefined;
  let troubled = 0;

  const forward = (from: IncomingMessage, to: ServerResponse, resetAfterHeaders: boolean) => {
    const { method, url, rawHeaders } = from; // the signature is over the headers as they are
    const options = { host: '127.0.0.1', port: upstreamPort, agent, method, path: url, headers: rawHeaders };
    const onward = request(options, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      if (resetAfterHeaders) to.flushHeaders();
      if (resetAfterHeaders) to.socket?.resetAndDestroy();
      else answer.pipe(to);
    });
    onward.on('error', () => to.socket?.resetAndDestroy());
    to.on('close', () => onward.destroy());
    from.pipe(onward);
  };

  const server = createServer(async (from, to) => {
    const trouble = current;
    const hit = trouble !== undefined && (trouble.kind === 'slow' || random.chance(trouble.share));
    if (!hit) return forward(from, to, false);
    troubled += 1;
    if (trouble.kind === 'slow') {
      await delay(trouble.ms);
      return forward(from, to, false);
    }
    if (trouble.kind === 'reset')
      return random.chance(0.5) ? from.socket.resetAndDestroy() : forward(from, to, true);
    const [status, code] = random.pick([
      [500, 'InternalError'],
      [503, 'SlowDown'],
    ] as const);
    from.resume();
    to.writeHead(status, { 'content-type': 'application/xml' });
    to.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>chaos</Message></Error>`);
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as { port: number }).port,
    trouble(next) {
      const had = troubled;
      troubled = 0;
      current = next;
      return had;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise<unknown>((resolve) => {
        server.close(resolve);
      });
    },
  };
}
