import { createHash } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyInstance } from 'fastify';
import { openRelay } from './events/relay.ts';
import { createStreamRegistry } from './events/stream-registry.ts';
import { AJV_OPTIONS } from './http/ajv-options.ts';
import type { AppParts } from './http/app-parts.ts';
import { answerClientError } from './http/client-error.ts';
import { handleError, handleFrameworkError } from './http/error-handler.ts';
import { ignoreBodies } from './http/ignore-bodies.ts';
import { lingerAfterEarlyAnswers } from './http/lingering-answer.ts';
import { answerUnknownRoutes } from './http/not-found.ts';
import { createOpenUploads } from './http/open-uploads.ts';
import { addOpenApi } from './http/openapi.ts';
import { ProblemBody } from './http/problem-body.ts';
import { checkQueryParameters } from './http/query-parameters.ts';
import { releaseConnections } from './http/release-connections.ts';
import { requestIdOf } from './http/request-id.ts';
import { countRequests } from './http/request-metrics.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { createServer } from './http/server.ts';
import type { Services } from './http/services.ts';
import { archiveRoute } from './routes/archive/archive.ts';
import { ConversionBody } from './routes/conversion-schema.ts';
import { createConversionRoute } from './routes/conversions/create.ts';
import { fileRoutes } from './routes/conversions/files.ts';
import { getConversionRoute } from './routes/conversions/get.ts';
import { listConversionsRoute } from './routes/conversions/list.ts';
import { steerConversionRoutes } from './routes/conversions/steer.ts';
import { errorPage } from './routes/error-page.ts';
import { eventRoutes } from './routes/events.ts';
import { formatRoutes } from './routes/formats.ts';
import { guideRoutes } from './routes/guides.ts';
import { metricsRoute } from './routes/metrics.ts';
import { pageRoutes } from './routes/page.ts';
import { serviceRoutes } from './routes/service.ts';
import { createAcceptUpload } from './use-cases/accept-upload.ts';
import { createIdempotentUploads } from './use-cases/idempotent-upload.ts';

/** Plugins and routes; it does not listen. Closing it ends event streams and long polls and lets uploads finish. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const app = fastify({
    serverFactory: createServer,
    loggerInstance: parts.logger,
    genReqId: requestIdOf,
    trustProxy: parts.config.trustProxy,
    ajv: { customOptions: AJV_OPTIONS },
    clientErrorHandler: answerClientError,
    frameworkErrors: handleFrameworkError,
    allowErrorHandlerOverride: false,
    pluginTimeout: 0, // it would end a drain after ten seconds; nothing slow is opened by a plugin
    return503OnClosing: false, // what arrives on an open connection while closing is answered by the routes themselves
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(handleError);
  answerUnknownRoutes(app);
  addSecurityHeaders(app);
  ignoreBodies(app);
  const requests = countRequests(app);
  lingerAfterEarlyAnswers(app, parts.config.lingerMs);
  const patienceMs = parts.config.uploadGraceMs + 2 * parts.config.lingerMs;
  releaseConnections(app, patienceMs, parts.readiness.isDraining);
  app.addSchema(ProblemBody);
  app.addSchema(ConversionBody);

  const relay = await openRelay(parts.bus);
  const uploads = createOpenUploads();
  const { maxUploadBytes, maxQueueLength, maxAttempts, keyLeaseMs } = parts.config;
  const acceptUpload = createAcceptUpload({
    ...parts,
    limits: { maxUploadBytes, maxQueueLength, maxAttempts },
  });
  const services: Services = {
    ...parts,
    relay,
    uploads,
    streams: createStreamRegistry(parts.config.maxEventStreams),
    acceptUpload,
    idempotentUploads: createIdempotentUploads({
      ...parts,
      acceptUpload,
      keyLeaseMs,
      createHasher: () => createHash('sha256'),
    }),
  };
  // Open streams would block closing for ever (pitfall of every SSE server), so they end before the server closes.
  app.addHook('preClose', async () => {
    const uploaded = uploads.closeAfter(parts.config.uploadGraceMs);
    await Promise.allSettled([uploaded, parts.readiness.othersDone?.()]);
    relay.closeWatchers();
  });
  app.addHook('onClose', () => relay.stop());

  await addOpenApi(app, parts.about.version);
  await app.register(serviceRoutes, { services });
  await app.register(metricsRoute, { services, requests });
  await app.register(errorPage);
  await app.register(guideRoutes);
  await app.register(pageRoutes, { services });
  await app.register(
    async (api) => {
      checkQueryParameters(api);
      await api.register(eventRoutes, { services });
      await api.register(formatRoutes, { services });
      await api.register(archiveRoute, { services });
      for (const routes of [
        createConversionRoute,
        listConversionsRoute,
        getConversionRoute,
        fileRoutes,
        steerConversionRoutes,
      ])
        await api.register(routes, { services, prefix: '/conversions' });
    },
    { prefix: '/api/v1' },
  );
  return app;
}
