import { networkError, problemOf } from './api-error.ts';
import type { Conversion, Formats } from './resource.ts';

const BASE = '/api/v1';

export const EVENTS_URL = `${BASE}/events`;
export const UPLOAD_URL = `${BASE}/conversions`;

/** A state of a conversion, and which revision it is. */
export interface Revised {
  conversion: Conversion;
  revision: number;
}

/** Each rejects with an ApiError. */
export interface Api {
  formats(): Promise<Formats>;
  get(id: string): Promise<Revised>;
  cancel(id: string): Promise<Revised>;
  /** @returns the id of the new conversion */
  retry(id: string, idempotencyKey: string): Promise<string>;
  remove(id: string): Promise<void>;
}

export const api: Api = {
  async formats() {
    return (await request('/formats')).json();
  },
  async get(id) {
    return revised(await request(`/conversions/${id}`));
  },
  async cancel(id) {
    return revised(await request(`/conversions/${id}/cancel`, { method: 'POST' }));
  },
  async retry(id, idempotencyKey) {
    const headers = { 'idempotency-key': idempotencyKey };
    const answer = await request(`/conversions/${id}/retry`, { method: 'POST', headers });
    return ((await answer.json()) as { id: string }).id;
  },
  async remove(id) {
    await request(`/conversions/${id}`, { method: 'DELETE' });
  },
};

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(BASE + path, init);
  } catch {
    throw networkError();
  }
  if (answer.ok) return answer;
  throw problemOf(answer.status, await answer.text().catch(() => ''), answer.headers.get('retry-after'));
}

async function revised(answer: Response): Promise<Revised> {
  const [, revision = '0'] = /"(\d+)"/.exec(answer.headers.get('etag') ?? '') ?? [];
  return { conversion: (await answer.json()) as Conversion, revision: Number(revision) };
}
