import createOpenApiClient, { type Client } from 'openapi-fetch';
import { ConvertoError, errorOfAnswer, unreachable } from './converto-error.ts';
import type { paths } from './openapi.ts';

export interface ClientOptions {
  /** Where the server is, such as `https://converto.example`. Default: the page's origin, else `http://127.0.0.1:3000`. */
  baseUrl?: string | undefined;
  /** Sent as a bearer token, for a proxy that wants one. */
  token?: string | undefined;
  /** Instead of the global one. */
  fetch?: typeof fetch | undefined;
  /** How long a server that cannot be reached is asked again. Default: 30 s for an upload, 5 min while watching. */
  patienceMs?: number | undefined;
}

/** What everything in the client stands on. */
export interface Api {
  baseUrl: string;
  headers: Readonly<Record<string, string>>;
  raw: Client<paths>;
  /**
   * The answer, whatever its status. Rejects with the signal's reason or with `server_unreachable`.
   * @param path from the root of the server
   */
  fetch(path: string, init: RequestInit): Promise<Response>;
}

export function createApi(options: ClientOptions): Api {
  const baseUrl = (options.baseUrl ?? defaultBaseUrl()).replace(/\/+$/, '');
  const headers: Record<string, string> =
    options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  const send = options.fetch ?? ((...request: Parameters<typeof fetch>) => fetch(...request));
  return {
    baseUrl,
    headers,
    raw: createOpenApiClient<paths>({ baseUrl, headers, fetch: send }),
    async fetch(path, init) {
      try {
        return await send(baseUrl + path, { ...init, headers: { ...headers, ...init.headers } });
      } catch (error) {
        throw init.signal?.aborted ? init.signal.reason : unreachable(baseUrl, error);
      }
    },
  };
}

function defaultBaseUrl(): string {
  const { location } = globalThis as { location?: { origin: string } };
  return location?.origin ?? 'http://127.0.0.1:3000';
}

/** The body of an answer of the typed client. Rejects with a ConvertoError where it is a failure. */
export async function dataOf<T>(
  api: Api,
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw cause instanceof SyntaxError ? malformed(cause) : unreachable(api.baseUrl, cause);
  });
  if (!response.ok) throw errorOfAnswer(response, error);
  return data as T;
}

/** The answer of `api.fetch`. Rejects with a ConvertoError where it is a failure. */
export async function requireOk(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = await response.text().catch(() => '');
  throw errorOfAnswer(response, jsonOrText(text));
}

/** Rejects with `answer_malformed` where it is no JSON, and with `server_unreachable` where not all of it came. */
export async function jsonOf<T>(api: Api, response: Response): Promise<T> {
  const text = await response.text().catch((cause: unknown) => {
    throw unreachable(api.baseUrl, cause);
  });
  return parseJson<T>(text);
}

export function parseJson<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw malformed(cause);
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const malformed = (cause: unknown) =>
  new ConvertoError('The answer is not what a converto server sends.', {
    code: 'answer_malformed',
    retryable: false,
    cause,
  });
