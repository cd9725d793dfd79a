import { createApi, dataOf } from '../../client/api.ts';
import { createClient } from '../../client/client.ts';
import type { UploadOptions } from '../../client/types.ts';
import type { Conversion, Formats } from './resource.ts';

/** A state of a conversion, and which revision it is. */
export interface Revised {
  conversion: Conversion;
  revision: number;
}

/** Each rejects with a ConvertoError. */
export interface Api {
  formats(): Promise<Formats>;
  get(id: string): Promise<Revised>;
  cancel(id: string): Promise<Revised>;
  /** @returns the id of the new conversion */
  retry(id: string, idempotencyKey: string): Promise<string>;
  remove(id: string): Promise<void>;
}

const parts = createApi({});
/** Without patience: the queue of uploads tries again itself, and shows that it does. */
const client = createClient({ patienceMs: 0 });
const { raw } = client;

const byId = (id: string) => ({ params: { path: { id } } });

export const api: Api = {
  formats: () => dataOf(parts, raw.GET('/api/v1/formats')) as Promise<Formats>,
  get: (id) => revised(raw.GET('/api/v1/conversions/{id}', byId(id))),
  cancel: (id) => revised(raw.POST('/api/v1/conversions/{id}/cancel', byId(id))),
  async retry(id, idempotencyKey) {
    const params = { path: { id }, header: { 'idempotency-key': idempotencyKey } };
    return (await dataOf(parts, raw.POST('/api/v1/conversions/{id}/retry', { params }))).id;
  },
  remove: (id) => client.remove(id),
};

/** One try. */
export const upload = async (file: File, options: UploadOptions): Promise<string> =>
  (await client.upload(file, options)).id;

export const { archiveUrl } = client;

export const eventsUrl = (ids: readonly string[]): string => `/api/v1/events?ids=${ids.join(',')}`;

async function revised(
  call: Promise<{ data?: Conversion; error?: unknown; response: Response }>,
): Promise<Revised> {
  const conversion = await dataOf(parts, call);
  const [, revision = '0'] = /"(\d+)"/.exec((await call).response.headers.get('etag') ?? '') ?? [];
  return { conversion, revision: Number(revision) };
}
