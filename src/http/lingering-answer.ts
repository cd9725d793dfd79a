import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { isAwaitingContinue } from './server.ts';

/**
 * An answer that comes before the whole request was read. Closing at once would reset the connection, and many clients
 * then never see the answer; reading on would let them send for ever. So the answer goes out whole, the rest of the
 * request is discarded for a while, and then the connection closes (RFC 9112 § 9.6).
 */
export function lingerAfterEarlyAnswers(app: FastifyInstance, lingerMs: number): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const raw = request.raw;
    if (raw.complete !== false) return done(null, payload); // also true of an injected request, which has no such mark
    reply.header('connection', 'close');
    if (isAwaitingContinue(raw) || raw.destroyed) return done(null, payload); // nothing is on its way
    const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
    if (!Buffer.isBuffer(body)) return done(null, payload);
    reply.header('content-length', body.length);
    done(null, lingering(body, raw, lingerMs));
  });
}

function lingering(body: Buffer, request: IncomingMessage, lingerMs: number): Readable {
  const answer = new Readable({ read() {} });
  answer.push(body);
  const finish = () => {
    clearTimeout(timer);
    for (const event of ['end', 'close', 'error']) request.off(event, finish);
    if (!answer.destroyed) answer.push(null);
  };
  const timer = setTimeout(finish, lingerMs);
  for (const event of ['end', 'close', 'error']) request.once(event, finish);
  request.unpipe();
  request.resume();
  return answer;
}
