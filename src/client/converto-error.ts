import type { components } from './openapi.ts';

type Problem = components['schemas']['Problem'];
type Conversion = components['schemas']['Conversion'];

/**
 * A code of the server, as `/docs/errors` lists them, or one that only a client can see: `server_unreachable`,
 * `answer_malformed` (by something between client and server, most likely), `conversion_cancelled`.
 */
export type ErrorCode =
  | Problem['code']
  | 'server_unreachable'
  | 'answer_malformed'
  | 'conversion_cancelled'
  | (string & {}); // of a newer server

/** What a {@link ConvertoError} is made of beside its sentence. */
export interface ErrorParts {
  code: ErrorCode;
  /** Whether the same call may succeed later. */
  retryable: boolean;
  status?: number | undefined;
  requestId?: string | undefined;
  errors?: Problem['errors'] | undefined;
  retryAfterMs?: number | undefined;
  conversion?: Conversion | undefined;
  cause?: unknown;
}

/** Every failure that a call of the client rejects with, but for an abort, which rejects with the signal's reason. */
export class ConvertoError extends Error {
  /** Stable; match on this. */
  readonly code: ErrorCode;
  /** True where the same call may succeed later. */
  readonly retryable: boolean;
  /** Of the HTTP answer; undefined where there was none, or where a conversion failed. */
  readonly status: number | undefined;
  /** Finds the request in the server's log. */
  readonly requestId: string | undefined;
  /** Which parts of the request are wrong, by JSON Pointer. */
  readonly errors: Problem['errors'];
  /** How long the server asks to wait before the next try. */
  readonly retryAfterMs: number | undefined;
  /** The conversion that failed or was cancelled, where that is the failure. */
  readonly conversion: Conversion | undefined;

  constructor(message: string, parts: ErrorParts) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = 'ConvertoError';
    this.code = parts.code;
    this.retryable = parts.retryable;
    this.status = parts.status;
    this.requestId = parts.requestId;
    this.errors = parts.errors ?? [];
    this.retryAfterMs = parts.retryAfterMs;
    this.conversion = parts.conversion;
  }
}

/** What proxies say of a server that is away for a while. */
const PASSING = new Set([429, 502, 503, 504]);

/** @param body of the answer, parsed where it is JSON */
export function errorOfAnswer(response: Response, body: unknown): ConvertoError {
  const { status, statusText, headers } = response;
  const problem = isProblem(body) ? body : undefined;
  return new ConvertoError(problem?.detail ?? `The server answered ${status} ${statusText}`.trim(), {
    code: problem?.code ?? 'answer_malformed',
    retryable: problem?.retryable ?? PASSING.has(status),
    status,
    requestId: problem?.request_id ?? headers.get('x-request-id') ?? undefined,
    errors: problem?.errors,
    retryAfterMs: retryAfterMs(headers.get('retry-after')),
  });
}

/** The failure of a conversion that has ended without a result. */
export function errorOfConversion(conversion: Conversion): ConvertoError {
  const { error } = conversion;
  return error === undefined
    ? new ConvertoError('The conversion was cancelled.', {
        code: 'conversion_cancelled',
        retryable: false,
        conversion,
      })
    : new ConvertoError(error.message, { code: error.code, retryable: error.retryable, conversion });
}

/** For what a fetch threw: no answer came, or not the whole of it. */
export function unreachable(baseUrl: string, cause: unknown): ConvertoError {
  return new ConvertoError(`The server at ${baseUrl} cannot be reached: ${rootMessage(cause)}`, {
    code: 'server_unreachable',
    retryable: true,
    cause,
  });
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;

function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function rootMessage(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause === undefined ? cause.message || cause.name : rootMessage(cause.cause);
}
