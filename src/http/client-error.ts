import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../domain/problem.ts';
import { problemBody } from './problem-body.ts';
import { requestIdOf } from './request-id.ts';
import { isAnswering } from './server.ts';

/** Answers what is not HTTP, or whose headers are too large or too slow; there is no request to speak of yet. */
export function answerClientError(this: FastifyInstance, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy(error);
    return;
  }
  const status = STATUS_OF_ERROR[error.code ?? ''] ?? 400;
  const problem = new Problem('request_invalid', { detail: 'This is not a request that HTTP/1.1 allows.' });
  const id = requestIdOf({ headers: {} });
  this.log.info({ reqId: id, code: problem.code, cause: error.message }, problem.message);
  const body = JSON.stringify({ ...problemBody(problem, { id, url: '' }), status });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${id}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}

const STATUS_OF_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};
