import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { names } from '../http/accepts.ts';
import { type EncodedFile, sendEncoded } from '../http/send-encoded.ts';
import type { Services } from '../http/services.ts';

/** Nothing inline and nothing from elsewhere. The 3D view decodes meshopt with WebAssembly, and shows what it fetched. */
const POLICY =
  "default-src 'none'; base-uri 'none'; connect-src 'self' blob:; form-action 'none'; frame-ancestors 'none'; " +
  "img-src 'self' blob: data:; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self' blob:";

const A_YEAR = 'public, max-age=31536000, immutable';

const hide = { schema: { hide: true } };

/** `/` is the page for browsers and a list of links for everybody else; `/assets/` is what the page is made of. */
export const pageRoutes: FastifyPluginAsync<{ services: Services }> = async (app, { services }) => {
  const { page, about } = services;
  const html = page.get('index.html');
  const links = {
    name: 'converto',
    version: about.version,
    links: {
      docs: '/docs',
      guides: '/docs/guides',
      openapi: '/openapi.json',
      conversions: '/api/v1/conversions',
      formats: '/api/v1/formats',
      health: '/api/health',
    },
  };

  app.get('/', hide, async (request, reply) => {
    reply.header('vary', 'accept, accept-encoding');
    if (html === undefined || !names(request.headers.accept, 'text/html')) return links;
    reply.header('cache-control', 'no-store'); // it names the assets of this very version
    return send(html, request, reply);
  });

  app.get<{ Params: { '*': string } }>('/assets/*', hide, async (request, reply) => {
    const file = page.get(`assets/${request.params['*']}`);
    if (file === undefined) return reply.callNotFound();
    reply.header('vary', 'accept-encoding').header('cache-control', A_YEAR);
    return send(file, request, reply);
  });
};

function send(file: EncodedFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendEncoded(file, request, reply.header('content-security-policy', POLICY));
}
