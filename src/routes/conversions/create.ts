import multipart from '@fastify/multipart';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import { awaitChange } from '../../events/await-change.ts';
import { preferredWait } from '../../http/prefer.ts';
import { answer, problems } from '../../http/problem-responses.ts';
import type { Services } from '../../http/services.ts';
import {
  AcceptedBody,
  acceptedBody,
  ConversionRef,
  IdempotencyReplayed,
  idempotencyKeyHeader,
  Location,
} from '../conversion-schema.ts';
import { conversionPath, conversionView, hasEnded, revisionTag } from '../conversion-view.ts';
import { disconnectSignal } from '../disconnect-signal.ts';
import { UploadForm } from './form-schema.ts';
import { receiveUpload } from './receive-upload.ts';

const LONGEST_WAIT_SECONDS = 60;

/** Which operations take the id of the answer; for tools that walk the API. */
const links = {
  201: Object.fromEntries(
    ['getConversion', 'watchConversion', 'downloadFile', 'cancelConversion', 'deleteConversion'].map(
      (operationId) => [operationId, { operationId, parameters: { id: '$response.body#/id' } }],
    ),
  ),
};

const schema = {
  tags: ['conversions'],
  operationId: 'createConversion',
  summary: 'Upload a model to be converted',
  description: `The file is streamed to the storage; it may be large and slow. \`Prefer: wait=30\` answers 200 with the finished conversion if it ends within that time (at most ${LONGEST_WAIT_SECONDS} s).

With an \`Idempotency-Key\` the upload may be sent again without fear: one key makes one conversion, for 24 hours. Where it made one, the answer is given again, with \`Idempotency-Replayed: true\`: before the body where the client sends \`Expect: 100-continue\` and the same \`Content-Length\`, otherwise once the body was read and compared. The same key with another file, name, target, options, tag or preview is 422; while the first request is under way it is 409. A request that failed gives its key back.`,
  consumes: ['multipart/form-data'],
  body: UploadForm,
  headers: Type.Object({
    'idempotency-key': idempotencyKeyHeader('6c1a1a0e-94f1-4c1e-9d0f-5f2d3f2b7a10'),
    prefer: Type.Optional(Type.String({ description: '`wait=N`, in seconds.', examples: ['wait=0'] })),
  }),
  response: {
    200: answer('It ended within the preferred time.', ConversionRef, {
      Location,
      'Preference-Applied': Type.String(),
      'Idempotency-Replayed': IdempotencyReplayed,
    }),
    201: answer('Accepted, durably.', AcceptedBody, {
      Location,
      'Idempotency-Replayed': IdempotencyReplayed,
    }),
    ...problems(
      'form_expected',
      'form_malformed',
      'file_required',
      'too_many_files',
      'file_empty',
      'target_format_required',
      'target_format_unknown',
      'file_extension_missing',
      'source_format_unknown',
      'field_repeated',
      'field_too_long',
      'tag_invalid',
      'preview_invalid',
      'options_malformed',
      'idempotency_key_invalid',
      'upload_aborted',
      'request_invalid',
      'upload_stalled',
      'idempotency_key_in_flight',
      'file_too_large',
      'payload_too_large',
      'content_mismatch',
      'pair_unsupported',
      'options_invalid',
      'idempotency_key_reused',
      'queue_full',
      'shutting_down',
      'dependency_unavailable',
      'storage_full',
    ),
  },
};

/** POST /conversions. Multipart is registered here and nowhere else, so no other route reads a form. */
export const createConversionRoute: FastifyPluginAsyncTypebox<{ services: Services }> = async (
  app,
  { services },
) => {
  await app.register(multipart);

  app.post('', { schema, links, validatorCompiler: () => () => true }, async (request, reply) => {
    const { id, replayed } = await receiveUpload(services, request, reply);
    reply.header('location', conversionPath(id));
    if (replayed) reply.header('idempotency-replayed', 'true');
    const seconds = preferredWait(request.headers.prefer, LONGEST_WAIT_SECONDS);
    if (seconds !== undefined) {
      const limits = { timeoutMs: seconds * 1000, signal: disconnectSignal(reply) };
      const state = await awaitChange(services, id, hasEnded, limits);
      if (state !== undefined && hasEnded(state)) {
        reply.header('preference-applied', `wait=${seconds}`).header('etag', revisionTag(state));
        return reply.code(200).send(await conversionView(services.store, state));
      }
    }
    return reply.code(201).send(acceptedBody(id));
  });
};
