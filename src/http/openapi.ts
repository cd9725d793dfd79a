import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { PAGE_POLICY } from './security-headers.ts';

const INTRODUCTION = `Upload a 3D model and a target format, watch the progress, download the result.

[Guides](/docs/guides) show how, with curl, in a browser, in Node, in Python and in no-code tools;
[formats](/docs/guides/formats) shows what converts to what, and how faithfully.

Failures are \`application/problem+json\` (RFC 9457) with a stable \`code\`; [/docs/errors](/docs/errors) explains each.
Times are RFC 3339 in UTC, sizes are bytes, ids have 24 hexadecimal digits and sort by creation.`;

/** The document comes from the schemas that validate the traffic. Register it before the routes. */
export async function addOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'converto',
        version,
        description: INTRODUCTION,
      },
      servers: [{ url: '/' }],
      security: [],
      tags: [
        { name: 'conversions', description: 'Upload, follow, steer.' },
        { name: 'files', description: 'Originals, results, reports and logs.' },
        { name: 'events', description: 'Server-Sent Events.' },
        { name: 'formats', description: 'What converts to what, and with which options.' },
        { name: 'service', description: 'Health and version.' },
      ],
    },
    hideUntagged: true,
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `schema-${index}`,
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { deepLinking: true, displayRequestDuration: true },
    staticCSP: PAGE_POLICY,
    theme: { title: 'converto API' },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
