/** A request that did not do what it should. `code` is the API's, or `network` where there was no answer. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: string,
    message: string,
    given: { status: number; retryable: boolean; retryAfterMs?: number | undefined },
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = given.status;
    this.retryable = given.retryable;
    this.retryAfterMs = given.retryAfterMs;
  }
}

export const networkError = (): ApiError => new ApiError('network', '', { status: 0, retryable: true });

/** What an answer that is no success says; proxies in between may answer with something else than a problem. */
export function problemOf(status: number, body: string, retryAfter: string | null): ApiError {
  const problem = parse(body);
  const seconds = Number(retryAfter ?? Number.NaN);
  return new ApiError(problem.code ?? `http_${status}`, messageOf(problem), {
    status,
    retryable: problem.retryable ?? (status >= 500 || status === 429),
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  });
}

interface Problem {
  code?: string;
  detail?: string;
  retryable?: boolean;
  errors?: readonly { pointer?: string; detail?: string }[];
}

function messageOf({ detail = '', errors = [] }: Problem): string {
  const parts = errors.map(({ pointer = '', detail: part = '' }) => `${pointer.replace(/^\//, '')}: ${part}`);
  return [detail, ...parts].filter((text) => text !== '').join(' · ');
}

function parse(body: string): Problem {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Problem) : {};
  } catch {
    return {};
  }
}
