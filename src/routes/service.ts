import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { Problem } from '../domain/problem.ts';
import { checkReadiness, readinessOf } from '../http/check-readiness.ts';
import { answer, problems } from '../http/problem-responses.ts';
import type { Services } from '../http/services.ts';
import { StringEnum } from '../string-enum.ts';
import { rfc3339 } from './conversion-view.ts';

const tags = ['service'];

const healthSchema = {
  tags,
  operationId: 'health',
  summary: 'The health check of the predecessor',
  response: {
    200: answer(
      'Store and bus answer.',
      Type.Object({ message: Type.Literal('ok'), timestamp: Type.String({ format: 'date-time' }) }),
    ),
    ...problems('dependency_unavailable'),
  },
};

const livezSchema = {
  tags,
  operationId: 'livez',
  summary: 'Whether the process runs; asks no dependency',
  response: { 200: answer('It runs.', Type.Object({ status: Type.Literal('alive') })), ...problems() },
};

const Readiness = Type.Object({
  status: StringEnum(['ready', 'draining', 'unavailable']),
  checks: Type.Optional(
    Type.Array(
      Type.Object({
        name: StringEnum(['store', 'bus', 'storage', 'engines']),
        status: StringEnum(['up', 'down']),
        latency_ms: Type.Integer(),
      }),
    ),
  ),
  engine_sandbox: Type.Optional(
    Type.String({ description: 'What engines run in, so that a hostile model can do little; or "none".' }),
  ),
});

const readyzSchema = {
  tags,
  operationId: 'readyz',
  summary: 'Whether this process should get traffic',
  querystring: Type.Object({
    verbose: Type.Optional(
      Type.String({ description: 'Names each dependency; with or without a value.', examples: ['1'] }),
    ),
  }),
  response: {
    200: answer('It should.', Readiness),
    ...problems(),
    503: answer('It should not: it is draining, or a dependency is down.', Readiness),
  },
};

const versionSchema = {
  tags,
  operationId: 'version',
  summary: 'What runs here',
  response: {
    200: answer(
      'Name and version.',
      Type.Object({
        name: Type.Literal('converto'),
        version: Type.String(),
        commit: Type.Optional(Type.String()),
        node: Type.String(),
      }),
    ),
    ...problems(),
  },
};

export const serviceRoutes: FastifyPluginAsyncTypebox<{ services: Services }> = async (app, { services }) => {
  const { about, readiness, now } = services;
  // Probes come every few seconds: they are logged only where something is wrong.
  const quiet = { logLevel: 'warn' } as const;

  app.get('/api/health', { ...quiet, schema: healthSchema }, async () => {
    const checks = await checkReadiness(services, ['store', 'bus']);
    if (checks.some(({ status }) => status === 'down')) throw new Problem('dependency_unavailable');
    return { message: 'ok' as const, timestamp: rfc3339(now()) };
  });

  app.get('/livez', { ...quiet, schema: livezSchema }, async () => ({ status: 'alive' as const }));

  app.get('/readyz', { ...quiet, schema: readyzSchema }, async ({ query }, reply) => {
    const verbose = query.verbose !== undefined;
    const answered = await readinessOf(services, { draining: readiness.isDraining(), verbose });
    return reply
      .header('cache-control', 'no-store')
      .code(answered.status === 'ready' ? 200 : 503)
      .send(answered);
  });

  app.get('/version', { schema: versionSchema }, async () => ({
    name: 'converto' as const,
    version: about.version,
    ...(about.commit === undefined ? {} : { commit: about.commit }),
    node: process.version,
  }));
};
