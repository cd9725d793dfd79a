import type { Multipart, MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { isProblem, Problem } from '../../domain/problem.ts';
import type { UploadForm } from '../../use-cases/upload-form.ts';

const MAX_FIELD_BYTES = 32 * 1024;

/** Of a form, beside the file: boundaries, headers and fields. */
export const FORM_OVERHEAD_BYTES = 64 * 1024;

const LIMITS = {
  // The use case ends an upload that grows too large while it is stored; the parser would only cut the file short.
  fileSize: Number.POSITIVE_INFINITY,
  fieldSize: MAX_FIELD_BYTES,
  fieldNameSize: 200,
  parts: 100,
};

/** Hands every part of the form to the upload, to the end of the form. Rejects with a Problem or an unforeseen error. */
export async function readForm(
  request: FastifyRequest,
  upload: UploadForm,
  signal: AbortSignal,
): Promise<void> {
  if (request.raw.destroyed) throw new Problem('upload_aborted'); // the parser would wait for what never comes
  const parts = request.parts({ limits: LIMITS });
  let files = 0;
  for (;;) {
    const part = await nextPart(parts, request, signal);
    if (part === undefined) return;
    if (part.type === 'field') takeField(part, upload);
    else if (part.filename === undefined || part.filename === '')
      part.file.resume(); // a form control left empty
    else {
      files += 1;
      if (files > 1) throw new Problem('too_many_files');
      await takeFile(part, upload, request, signal);
    }
  }
}

async function nextPart(
  parts: AsyncIterableIterator<Multipart>,
  request: FastifyRequest,
  signal: AbortSignal,
): Promise<Multipart | undefined> {
  try {
    const step = await unlessAborted(parts.next(), signal);
    return step.done === true ? undefined : step.value;
  } catch (error) {
    throw formProblem(error, request);
  }
}

function takeField(part: MultipartValue, upload: UploadForm): void {
  if (part.valueTruncated || part.fieldnameTruncated) {
    throw new Problem('field_too_long', {
      detail: `A form field may have ${MAX_FIELD_BYTES} bytes; "${part.fieldname.slice(0, 40)}" has more.`,
    });
  }
  // The parser hands over a part of type application/json as an object.
  upload.field(part.fieldname, typeof part.value === 'string' ? part.value : JSON.stringify(part.value));
}

async function takeFile(
  part: MultipartFile,
  upload: UploadForm,
  request: FastifyRequest,
  signal: AbortSignal,
): Promise<void> {
  const broken = new Set<unknown>();
  part.file.on('error', (error) => broken.add(error));
  const stop = () => part.file.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (part.fieldname === 'file') {
      await upload.file({ fileName: unescapeName(part.filename), bytes: part.file, signal });
    } else {
      for await (const _chunk of part.file); // an unknown field: ignored, but it counts as a file
    }
  } catch (error) {
    broken.add(part.file.errored); // it may have broken before anyone listened
    throw broken.has(error) ? formProblem(error, request) : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Browsers and curl write these three of a file name as %-sequences (WHATWG HTML, multipart form data). */
const unescapeName = (name: string): string =>
  name.replace(/%(22|0D|0A)/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const TOO_MUCH: ReadonlySet<string> = new Set(['FST_PARTS_LIMIT', 'FST_FIELDS_LIMIT', 'FST_FILES_LIMIT']);

function formProblem(error: unknown, request: FastifyRequest): unknown {
  if (isProblem(error)) return error;
  const code = (error as { code?: string }).code ?? '';
  if (request.raw.destroyed || code === 'FST_MP_PREMATURE_CLOSE')
    return new Problem('upload_aborted', { cause: error });
  if (TOO_MUCH.has(code))
    return new Problem('payload_too_large', { detail: 'The form has too many parts.', cause: error });
  if (code === 'FST_INVALID_JSON_FIELD_ERROR') return new Problem('options_malformed', { cause: error });
  return new Problem('form_malformed', { cause: error });
}

/** The promise, or a rejection with the signal's reason; then nobody waits for the promise any more. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
