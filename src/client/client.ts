/**
 * `converto/client`: the API of a converto server, for browsers and Node 20 or newer alike.
 *
 * @example
 * const converto = createClient({ baseUrl: 'http://127.0.0.1:3000' });
 * const conversion = await converto.convertFile(file, { to: 'glb', onProgress: ({ progress }) => console.log(progress) });
 * const glb = await (await converto.download(conversion.id)).blob();
 */
import type { Client } from 'openapi-fetch';
import { type ClientOptions, createApi, dataOf, requireOk } from './api.ts';
import { errorOfConversion } from './converto-error.ts';
import type { paths } from './openapi.ts';
import type {
  Conversion,
  ConversionPage,
  ConvertOptions,
  FileType,
  FormatPair,
  ListQuery,
  UploadOptions,
  UploadSource,
  WatchOptions,
} from './types.ts';
import { UPLOAD_PATIENCE_MS, uploadFile } from './upload.ts';
import { WATCH_TIMES, watchConversion } from './watch.ts';

export type { ClientOptions } from './api.ts';
export { ConvertoError, type ErrorCode } from './converto-error.ts';
export type { components, operations, paths } from './openapi.ts';
export type {
  Conversion,
  ConversionPage,
  ConversionProgress,
  ConvertOptions,
  FileType,
  FormatPair,
  ListQuery,
  StreamedFile,
  UploadOptions,
  UploadProgress,
  UploadSource,
  WatchOptions,
} from './types.ts';

/** Every call rejects with a {@link ConvertoError}, or with the reason of the signal that it was given. */
export interface ConvertoClient {
  /**
   * Uploads, watches, and resolves with the completed conversion. Rejects with the conversion's own error where it
   * fails, and with `conversion_cancelled` where somebody cancels it. An abort also cancels it on the server, as far as
   * that can be reached.
   */
  convertFile(file: UploadSource, options: ConvertOptions): Promise<Conversion>;
  /**
   * Resolves once the server has the file, durably. An upload that a lost connection or a server that is away broke off
   * is sent again with the same Idempotency-Key, so that it makes one conversion.
   */
  upload(file: UploadSource, options: UploadOptions): Promise<{ id: string }>;
  /**
   * Resolves with the conversion once it is `completed`, `failed` or `cancelled`. Outlives lost connections, restarts of
   * the server, and proxies that cut event streams. An abort ends the watch only.
   */
  watch(id: string, options?: WatchOptions): Promise<Conversion>;
  get(id: string): Promise<Conversion>;
  list(query?: ListQuery): Promise<ConversionPage>;
  /** Stops a conversion that has not ended. */
  cancel(id: string): Promise<Conversion>;
  /** Converts the same original once more, as a new conversion. */
  retry(id: string): Promise<{ id: string }>;
  /** Deletes the conversion and its files. */
  remove(id: string): Promise<void>;
  /** The file as the body of the answer, not read yet. */
  download(id: string, options?: { type?: FileType; signal?: AbortSignal }): Promise<Response>;
  /** Where all these results are in one ZIP file: up to 100 completed conversions. */
  archiveUrl(ids: readonly string[]): string;
  /** Every pair of formats that the server converts. */
  formats(): Promise<FormatPair[]>;
  /** Every operation of the OpenAPI document, typed. It does not throw on failures: see openapi-fetch. */
  raw: Client<paths>;
}

/** How long an abort waits for the server to hear of it. */
const CANCEL_MS = 3000;

/** Asks nothing of the server yet. */
export function createClient(options: ClientOptions = {}): ConvertoClient {
  const api = createApi(options);
  const { raw } = api;
  const byId = (id: string) => ({ params: { path: { id } } });
  const watchTimes = { ...WATCH_TIMES, patienceMs: options.patienceMs ?? WATCH_TIMES.patienceMs };

  const client: ConvertoClient = {
    raw,
    async convertFile(file, options) {
      const { id } = await client.upload(file, options);
      try {
        const conversion = await client.watch(id, options);
        if (conversion.status !== 'completed') throw errorOfConversion(conversion);
        return conversion;
      } catch (error) {
        if (options.signal?.aborted) await cancelQuietly(id);
        throw error;
      }
    },
    upload: (file, given) => uploadFile(api, file, given, options.patienceMs ?? UPLOAD_PATIENCE_MS),
    watch: (id, given = {}) => watchConversion(api, id, given, watchTimes),
    get: (id) => dataOf(api, raw.GET('/api/v1/conversions/{id}', byId(id))),
    list: (query = {}) => dataOf(api, raw.GET('/api/v1/conversions', { params: { query } })),
    cancel: (id) => dataOf(api, raw.POST('/api/v1/conversions/{id}/cancel', byId(id))),
    retry: (id) => dataOf(api, raw.POST('/api/v1/conversions/{id}/retry', byId(id))),
    async remove(id) {
      await dataOf(api, raw.DELETE('/api/v1/conversions/{id}', byId(id)));
    },
    async download(id, { type = 'converted', signal } = {}) {
      const path = `/api/v1/conversions/${encodeURIComponent(id)}/files?type=${type}`;
      return requireOk(await api.fetch(path, signal === undefined ? {} : { signal }));
    },
    archiveUrl: (ids) => `${api.baseUrl}/api/v1/archive?ids=${ids.map(encodeURIComponent).join(',')}`,
    formats: async () => (await dataOf(api, raw.GET('/api/v1/formats'))).data,
  };

  async function cancelQuietly(id: string): Promise<void> {
    const path = `/api/v1/conversions/${encodeURIComponent(id)}/cancel`;
    await api.fetch(path, { method: 'POST', signal: AbortSignal.timeout(CANCEL_MS) }).catch(() => {});
  }

  return client;
}
