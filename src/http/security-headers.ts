import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export const PAGE_POLICY =
  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; " +
  "object-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'";

/** For everything that is no page: a browser that shows it must not run it. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply);
    done();
  });
}

export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply
    .header('x-request-id', request.id)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('content-security-policy', request.url.startsWith('/docs') ? PAGE_POLICY : DATA_POLICY);
}
