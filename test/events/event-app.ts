import fastify from 'fastify';
import type { Test } from 'tap';
import { openRelay, type Relay } from '../../src/events/relay.ts';
import { createStreamRegistry, type StreamRegistry } from '../../src/events/stream-registry.ts';
import { AJV_OPTIONS } from '../../src/http/ajv-options.ts';
import { handleError } from '../../src/http/error-handler.ts';
import { ProblemBody } from '../../src/http/problem-body.ts';
import { createServer } from '../../src/http/server.ts';
import { eventRoutes } from '../../src/routes/events.ts';
import { buildTestApp, type TestApp, type TestAppOverrides } from '../support/build-test-app.ts';

export interface EventApp extends Omit<TestApp, 'app'> {
  url: string;
  relay: Relay;
  streams: StreamRegistry;
}

/** The routes of events alone, with a view of what they hold: the app as production builds it does not show it. */
export async function listenToEvents(t: Test, overrides: TestAppOverrides = {}): Promise<EventApp> {
  const { app: _whole, ...opened } = await buildTestApp(t, overrides);
  const relay = await openRelay(opened.bus);
  const streams = createStreamRegistry(opened.parts.config.maxEventStreams);
  const app = fastify({ serverFactory: createServer, ajv: { customOptions: AJV_OPTIONS } });
  app.setErrorHandler(handleError);
  app.addSchema(ProblemBody);
  app.addHook('preClose', async () => relay.closeWatchers());
  const services = { ...opened.parts, relay, streams } as Parameters<typeof eventRoutes>[1]['services'];
  await app.register(eventRoutes, { services });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => app.close());
  return { ...opened, url, relay, streams };
}
