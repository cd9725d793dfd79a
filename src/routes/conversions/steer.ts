import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { idempotencyKeyOf } from '../../http/idempotency-key.ts';
import { answer, noBody, problems } from '../../http/problem-responses.ts';
import type { Services } from '../../http/services.ts';
import { cancelConversion } from '../../use-cases/cancel-conversion.ts';
import { deleteConversion } from '../../use-cases/delete-conversion.ts';
import { retryOnce } from '../../use-cases/idempotent-retry.ts';
import { retryConversion } from '../../use-cases/retry-conversion.ts';
import {
  AcceptedBody,
  acceptedBody,
  ConversionParams,
  ConversionRef,
  IdempotencyReplayed,
  idempotencyKeyHeader,
  Location,
} from '../conversion-schema.ts';
import { conversionPath, conversionView, revisionTag } from '../conversion-view.ts';

const common = { tags: ['conversions'], params: ConversionParams };

const cancelSchema = {
  ...common,
  operationId: 'cancelConversion',
  summary: 'Stop a conversion that has not ended',
  response: {
    202: answer('Cancelled; its engine is being stopped.', ConversionRef),
    ...problems('id_malformed', 'conversion_not_found', 'conversion_already_ended'),
  },
};

const retrySchema = {
  ...common,
  operationId: 'retryConversion',
  summary: 'Convert the same original once more',
  description:
    'Makes a new conversion with `retry_of`; the old one stays as it is. With an `Idempotency-Key` the request may be sent again without fear, as an upload may.',
  headers: Type.Object({ 'idempotency-key': idempotencyKeyHeader('retry-of-order-4711') }),
  response: {
    201: answer('The new conversion was accepted.', AcceptedBody, {
      Location,
      'Idempotency-Replayed': IdempotencyReplayed,
    }),
    ...problems(
      'id_malformed',
      'conversion_not_found',
      'conversion_not_ended',
      'file_expired',
      'idempotency_key_invalid',
      'idempotency_key_in_flight',
      'idempotency_key_reused',
      'queue_full',
      'dependency_unavailable',
      'storage_full',
    ),
  },
};

const deleteSchema = {
  ...common,
  operationId: 'deleteConversion',
  summary: 'Delete a conversion and its files',
  description: 'Cancels it first if it has not ended.',
  response: { 204: noBody('Gone.'), ...problems('id_malformed', 'conversion_not_found') },
};

export const steerConversionRoutes: FastifyPluginAsyncTypebox<{ services: Services }> = async (
  app,
  { services },
) => {
  const { config, relay } = services;

  app.post('/:id/cancel', { schema: cancelSchema }, async (request, reply) => {
    const parts = { ...services, keepForMs: config.keepForMs };
    const cancelled = await cancelConversion(parts, request.params.id.toLowerCase());
    reply.header('etag', revisionTag(cancelled));
    return reply.code(202).send(await conversionView(services.store, cancelled));
  });

  app.post('/:id/retry', { schema: retrySchema }, async (request, reply) => {
    const { maxAttempts, maxQueueLength, keyLeaseMs } = config;
    const parts = { ...services, maxAttempts, maxQueueLength, keyLeaseMs };
    const key = idempotencyKeyOf(request.headers);
    const id = request.params.id.toLowerCase();
    if (key !== undefined) {
      const { id: newId, replayed } = await retryOnce(parts, key, id);
      if (replayed) reply.header('idempotency-replayed', 'true');
      return reply.code(201).header('location', conversionPath(newId)).send(acceptedBody(newId));
    }
    const retried = await retryConversion(parts, id);
    return reply.code(201).header('location', conversionPath(retried.id)).send(acceptedBody(retried.id));
  });

  app.delete('/:id', { schema: deleteSchema }, async (request, reply) => {
    const id = request.params.id.toLowerCase();
    await deleteConversion(services, id);
    relay.gone(id);
    return reply.code(204).send(null);
  });
};
