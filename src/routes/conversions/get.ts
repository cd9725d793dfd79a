import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { Conversion } from '../../domain/conversion.ts';
import { Problem } from '../../domain/problem.ts';
import { awaitChange } from '../../events/await-change.ts';
import { matchesAny } from '../../http/entity-tag.ts';
import { answer, noBody, problems } from '../../http/problem-responses.ts';
import type { Services } from '../../http/services.ts';
import { ConversionParams, ConversionRef } from '../conversion-schema.ts';
import { hasEnded, revisionTag } from '../conversion-view.ts';
import { disconnectSignal } from '../disconnect-signal.ts';
import { createConversionRenderer } from './render-conversion.ts';

const LONGEST_WAIT_SECONDS = 60;

const ETag = Type.String({ description: 'The revision.', examples: ['W/"7"'] });

const schema = {
  tags: ['conversions'],
  operationId: 'getConversion',
  summary: 'One conversion',
  params: ConversionParams,
  querystring: Type.Object({
    wait: Type.Optional(
      Type.Number({
        minimum: 0,
        description: `Long poll: answer once it has ended, or after so many seconds (at most ${LONGEST_WAIT_SECONDS}). With If-None-Match: once it has changed.`,
        examples: [0],
      }),
    ),
  }),
  headers: Type.Object({ 'if-none-match': Type.Optional(Type.String({ description: 'An earlier ETag.' })) }),
  response: {
    200: answer('The conversion as it is now.', ConversionRef, { ETag }),
    304: noBody('It has not changed.', { ETag }),
    ...problems('id_malformed', 'query_invalid', 'conversion_not_found'),
  },
};

export const getConversionRoute: FastifyPluginAsyncTypebox<{ services: Services }> = async (
  app,
  { services },
) => {
  const render = createConversionRenderer(services.store);

  app.get('/:id', { schema }, async (request, reply) => {
    const id = request.params.id.toLowerCase();
    const known = request.headers['if-none-match'];
    const changed = (state: Pick<Conversion, 'revision'>) => !matchesAny(known, revisionTag(state));
    // What has ended will not change: who knows it need not wait for that.
    const worthAnswering = (state: Pick<Conversion, 'status' | 'revision'>) =>
      hasEnded(state) || (known !== undefined && changed(state));
    const seconds = Math.min(request.query.wait ?? 0, LONGEST_WAIT_SECONDS);
    const timeoutMs = services.readiness.isRefusing() ? 0 : seconds * 1000;
    const conversion =
      timeoutMs === 0
        ? await services.store.find(id)
        : await awaitChange(services, id, worthAnswering, {
            timeoutMs,
            signal: disconnectSignal(reply),
          });
    if (conversion === undefined) throw new Problem('conversion_not_found');
    reply.header('etag', revisionTag(conversion)).header('cache-control', 'private, no-cache');
    if (!changed(conversion)) return reply.code(304).send();
    const json = await render(conversion);
    return reply.type('application/json; charset=utf-8').send(json);
  });
};
