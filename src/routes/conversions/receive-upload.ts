import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IdempotencyKey } from '../../domain/idempotency.ts';
import { isProblem, Problem } from '../../domain/problem.ts';
import { idempotencyKeyOf } from '../../http/idempotency-key.ts';
import { isAwaitingContinue, sendContinue } from '../../http/server.ts';
import type { Services } from '../../http/services.ts';
import { watchBody } from '../../http/watch-body.ts';
import type { Upload } from '../../use-cases/accept-upload.ts';
import type { Accepted } from '../../use-cases/idempotent-upload.ts';
import { FORM_OVERHEAD_BYTES, readForm } from './read-form.ts';

/** Refuses what it can before the body, then streams it. On any failure nothing is kept. */
export async function receiveUpload(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Accepted> {
  const { config, readiness } = services;
  const key = idempotencyKeyOf(request.headers);
  if (readiness.isRefusing()) throw new Problem('shutting_down');
  if (!request.isMultipart()) throw new Problem('form_expected');
  const contentLength = contentLengthOf(request);
  if ((contentLength ?? 0) > config.maxUploadBytes + FORM_OVERHEAD_BYTES)
    throw tooLarge(config.maxUploadBytes);
  const begun = await begin(services, request, key, contentLength);
  if ('answer' in begun) return begun.answer;
  const { upload } = begun;
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

async function begin(
  services: Services,
  { raw }: FastifyRequest,
  key: IdempotencyKey | undefined,
  contentLength: number | undefined,
): Promise<{ upload: Upload<Accepted> } | { answer: Accepted }> {
  if (key !== undefined) {
    const length = contentLength === undefined ? {} : { contentLength };
    return services.idempotentUploads.begin({ key, awaitsContinue: isAwaitingContinue(raw), ...length });
  }
  const upload = await services.acceptUpload.beginUpload();
  const finish = async () => ({ id: (await upload.finish()).id, replayed: false });
  return { upload: { ...upload, finish } };
}

/** Undefined where the body is chunked. */
function contentLengthOf({ headers }: FastifyRequest): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

const tooLarge = (maxBytes: number) =>
  new Problem('file_too_large', { detail: `This server accepts files of up to ${maxBytes} bytes.` });
