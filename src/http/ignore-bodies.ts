import type { FastifyInstance } from 'fastify';

/**
 * Leaves the body of every request unread, whatever its type: no route takes one but the upload, which streams it.
 * So a body on a route that wants none is no error, and cannot make the server wait for it.
 */
export function ignoreBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
}
