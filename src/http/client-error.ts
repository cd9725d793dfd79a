import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '../domain/problem.ts';
import { problemBody } from './problem-body.ts';
import { requestIdOf } from './request-id.ts';

/** Answers what is not HTTP, or whose headers are too large or too slow; there is no request to speak of yet. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const status = STATUS_OF_ERROR[error.code ?? ''] ?? 400;
  const problem = new Problem('request_invalid', { detail: 'This is not a request that HTTP/1.1 allows.' });
  const id = requestIdOf({ headers: {} });
  const body = JSON.stringify({ ...problemBody(problem, { id, url: '' }), status });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const STATUS_OF_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};
