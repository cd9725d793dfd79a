import multipart from '@fastify/multipart';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Conversion } from '../../domain/conversion.ts';
import { isProblem, Problem } from '../../domain/problem.ts';
import { awaitChange } from '../../events/await-change.ts';
import { preferredWait } from '../../http/prefer.ts';
import { answer, problems } from '../../http/problem-responses.ts';
import { sendContinue } from '../../http/server.ts';
import type { Services } from '../../http/services.ts';
import { watchBody } from '../../http/watch-body.ts';
import { AcceptedBody, acceptedBody, ConversionRef, Location } from '../conversion-schema.ts';
import { conversionPath, conversionView, hasEnded, revisionTag } from '../conversion-view.ts';
import { disconnectSignal } from '../disconnect-signal.ts';
import { UploadForm } from './form-schema.ts';
import { FORM_OVERHEAD_BYTES, readForm } from './read-form.ts';

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
  description: `The file is streamed to the storage; it may be large and slow. \`Prefer: wait=30\` answers 200 with the finished conversion if it ends within that time (at most ${LONGEST_WAIT_SECONDS} s).`,
  consumes: ['multipart/form-data'],
  body: UploadForm,
  headers: Type.Object({
    prefer: Type.Optional(Type.String({ description: '`wait=N`, in seconds.', examples: ['wait=0'] })),
  }),
  response: {
    200: answer('It ended within the preferred time.', ConversionRef, {
      Location,
      'Preference-Applied': Type.String(),
    }),
    201: answer('Accepted, durably.', AcceptedBody, { Location }),
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
      'options_malformed',
      'upload_aborted',
      'request_invalid',
      'upload_stalled',
      'file_too_large',
      'payload_too_large',
      'content_mismatch',
      'pair_unsupported',
      'options_invalid',
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
    const conversion = await receive(services, request, reply);
    reply.header('location', conversionPath(conversion.id));
    const seconds = preferredWait(request.headers.prefer, LONGEST_WAIT_SECONDS);
    if (seconds !== undefined) {
      const limits = { timeoutMs: seconds * 1000, signal: disconnectSignal(reply) };
      const state = await awaitChange(services, conversion.id, hasEnded, limits);
      if (state !== undefined && hasEnded(state)) {
        reply.header('preference-applied', `wait=${seconds}`).header('etag', revisionTag(state));
        return reply.code(200).send(await conversionView(services.store, state));
      }
    }
    return reply.code(201).send(acceptedBody(conversion.id));
  });
};

/** Refuses what it can before the body, then streams it. On any failure nothing is kept. */
async function receive(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Conversion> {
  const { config, readiness } = services;
  if (readiness.isRefusing()) throw new Problem('shutting_down');
  if (!request.isMultipart()) throw new Problem('form_expected');
  if (Number(request.headers['content-length'] ?? 0) > config.maxUploadBytes + FORM_OVERHEAD_BYTES)
    throw tooLarge(config.maxUploadBytes);
  const upload = await services.acceptUpload.beginUpload();
  const under = services.uploads.begin();
  const limits = {
    idleMs: config.uploadIdleTimeoutMs,
    maxBytes: 2 * config.maxUploadBytes + FORM_OVERHEAD_BYTES, // a chunked body may have much framing
  };
  const unwatch = watchBody(request.raw, limits, under.abort);
  try {
    sendContinue(request.raw, reply.raw);
    await readForm(request, upload, under.signal);
    unwatch();
    return await upload.finish();
  } catch (error) {
    await upload.discard().catch((err: unknown) => {
      request.log.warn({ err, conversionId: upload.id }, 'a refused upload is left for the sweep');
    });
    throw isProblem(error, 'file_too_large') ? tooLarge(config.maxUploadBytes) : error;
  } finally {
    unwatch();
    under.end();
  }
}

const tooLarge = (maxBytes: number) =>
  new Problem('file_too_large', { detail: `This server accepts files of up to ${maxBytes} bytes.` });
