import http from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyServerFactory, FastifyServerFactoryHandler } from 'fastify';

/** Time to send the request line and the headers. */
const HEADERS_TIMEOUT_MS = 30_000;
/** Longer than the idle time of common load balancers (60 s), so that they close first and never race us. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

const awaitingContinue = new WeakSet<http.IncomingMessage>();
const latestAnswer = new WeakMap<Duplex, http.ServerResponse>();

/**
 * A server without a limit on the whole request, because an upload may take an hour: headers and idle connections are
 * bounded here, stalled bodies in watch-body.ts. `Expect: 100-continue` is left to the route, which may refuse
 * before the body.
 */
export const createServer: FastifyServerFactory = (handler: FastifyServerFactoryHandler) => {
  const handle = (request: http.IncomingMessage, response: http.ServerResponse) => {
    latestAnswer.set(request.socket, response);
    handler(request, response);
  };
  const server = http.createServer(
    {
      requestTimeout: 0,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: 5000,
    },
    handle,
  );
  server.on('checkContinue', (request: http.IncomingMessage, response: http.ServerResponse) => {
    awaitingContinue.add(request);
    handle(request, response);
  });
  return server;
};

export const isAwaitingContinue = (request: http.IncomingMessage): boolean => awaitingContinue.has(request);

/** Tells a client that waits for it to send the body. */
export function sendContinue(request: http.IncomingMessage, response: http.ServerResponse): void {
  if (awaitingContinue.delete(request)) response.writeContinue();
}

/** Whether an answer is on its way on this connection, so that nothing else may be written there. */
export function isAnswering(socket: Duplex): boolean {
  const answer = latestAnswer.get(socket);
  return answer?.headersSent === true && !answer.writableFinished;
}
