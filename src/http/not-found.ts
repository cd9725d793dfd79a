import type { FastifyInstance } from 'fastify';
import { Problem } from '../domain/problem.ts';

/**
 * Unknown paths get 404; known paths get 405 with Allow. A route with a wildcard may find that it has nothing at a path
 * and end here too. Call it before any route is added.
 */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const routes: { pattern: RegExp; methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: patternOf(url), methods: [method].flat() });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = new Set(
      routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods),
    );
    if (allowed.size === 0 || allowed.has(request.method)) throw new Problem('route_not_found');
    reply.header('allow', [...allowed].sort().join(', '));
    throw new Problem('method_not_allowed');
  });
}

const patternOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/:\w+/g, '[^/]+')}/?$`,
  );
