import { type Api, jsonOf, requireOk } from './api.ts';
import { ConvertoError } from './converto-error.ts';
import { formStream, randomName } from './form-stream.ts';
import { createPatience } from './patience.ts';
import { canSendByXhr, sendByXhr } from './send-by-xhr.ts';
import type { StreamedFile, UploadOptions, UploadSource } from './types.ts';

const PATH = '/api/v1/conversions';

/** Without these two, Node's fetch copies the body for a redirect that may come, and so holds all of it. */
const UNCOPIED = { redirect: 'error', window: null } as const;

export const UPLOAD_PATIENCE_MS = 30_000;

/** Resolves once the server has the file, durably. Tries again, with the same key, where that may help. */
export async function uploadFile(
  api: Api,
  file: UploadSource,
  options: UploadOptions,
  patienceMs: number,
): Promise<{ id: string }> {
  const { signal } = options;
  const name = nameOf(file, options);
  const headers = { 'idempotency-key': options.idempotencyKey ?? randomName() };
  const fields = fieldsOf(options);
  const patience = createPatience(patienceMs);
  for (;;) {
    signal?.throwIfAborted();
    const source = countReads(file, name);
    try {
      const response = await send(api, source, { headers, fields, options });
      return await jsonOf<{ id: string }>(api, await requireOk(response));
    } catch (error) {
      signal?.throwIfAborted();
      const spent = source.once && source.reads > 0;
      if (spent || !mayHelp(error)) throw error;
      await patience.bear(error, signal);
    }
  }
}

/** A failure inside the server is not tried again: it would hit the next try too. */
const mayHelp = (error: unknown): boolean =>
  error instanceof ConvertoError && (error.status === undefined || error.retryAfterMs !== undefined);

function nameOf(file: UploadSource, { fileName }: UploadOptions): string {
  const name = fileName ?? ('name' in file && typeof file.name === 'string' ? file.name : undefined);
  if (name === undefined || name === '')
    throw new TypeError('The file has no name: give fileName, whose extension says the source format.');
  return name;
}

function fieldsOf({ to, options, tag, preview }: UploadOptions): [name: string, value: string][] {
  return [
    ['target_format', to],
    ...(options === undefined ? [] : ([['options', JSON.stringify(options)]] as [string, string][])),
    ...(tag === undefined ? [] : ([['tag', tag]] as [string, string][])),
    ...(preview === undefined ? [] : ([['preview', String(preview)]] as [string, string][])),
  ];
}

interface CountedSource extends StreamedFile {
  blob: Blob | undefined;
  reads: number;
}

function countReads(file: UploadSource, name: string): CountedSource {
  const source: CountedSource = {
    name,
    size: file.size,
    once: file instanceof Blob ? false : file.once,
    blob: file instanceof Blob ? file : undefined,
    reads: 0,
    stream() {
      source.reads += 1;
      return file.stream();
    },
  };
  return source;
}

interface Form {
  headers: Readonly<Record<string, string>>;
  fields: readonly (readonly [name: string, value: string])[];
  options: UploadOptions;
}

/** Only Node can stream a form of ours, and only browsers have XMLHttpRequest; a FormData with a Blob streams everywhere. */
function send(api: Api, source: CountedSource, { headers, fields, options }: Form): Promise<Response> {
  const { onUploadProgress: onProgress, signal } = options;
  const { blob } = source;
  if (blob !== undefined && (onProgress === undefined || canSendByXhr)) {
    const form = new FormData();
    for (const [name, value] of fields) form.set(name, value);
    form.set('file', blob, source.name);
    return onProgress === undefined
      ? api.fetch(PATH, { ...UNCOPIED, method: 'POST', headers, body: form, ...(signal && { signal }) })
      : sendByXhr({
          url: api.baseUrl + PATH,
          headers: { ...api.headers, ...headers },
          form,
          fileBytes: blob.size,
          onProgress,
          signal,
        });
  }
  const stream = formStream(fields, source, {
    onSent: (sentBytes) => onProgress?.({ sentBytes, totalBytes: source.size }),
    signal,
  });
  const length: Record<string, string> =
    stream.sizeBytes === undefined ? {} : { 'content-length': `${stream.sizeBytes}` };
  return api.fetch(PATH, {
    ...UNCOPIED,
    method: 'POST',
    headers: { ...headers, ...length, 'content-type': stream.contentType },
    body: stream.body,
    duplex: 'half',
    ...(signal && { signal }),
  } as RequestInit);
}
