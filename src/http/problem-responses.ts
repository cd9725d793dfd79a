import { type TSchema, Type } from '@sinclair/typebox';
import { PROBLEMS, type ProblemCode } from '../domain/problem.ts';
import { type ProblemBody, problemType, STATUS_OF_KIND } from './problem-body.ts';

/**
 * The responses section of a route for the codes that it can answer with, one entry for each status with an example
 * for each code. Every route may also answer 500.
 */
export function problems(...codes: ProblemCode[]): Record<number, object> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...codes, 'internal'] satisfies ProblemCode[]) {
    const status = STATUS_OF_KIND[PROBLEMS[code].kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, those]) => [status, problemResponse(those)]));
}

const problemResponse = (codes: readonly ProblemCode[]) => ({
  description: codes.map((code) => `${code}: ${PROBLEMS[code].title}`).join(' · '),
  ...(codes.some(comesWithRetryAfter)
    ? { headers: { 'Retry-After': Type.Integer({ description: 'Seconds.' }) } }
    : {}),
  content: {
    'application/problem+json': {
      schema: Type.Unsafe<ProblemBody>({ $ref: 'Problem#' }),
      examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
    },
  },
});

const comesWithRetryAfter = (code: ProblemCode): boolean =>
  ['conversion_not_finished', 'idempotency_key_in_flight'].includes(code) ||
  ['too_many', 'unavailable'].includes(PROBLEMS[code].kind);

function exampleOf(code: ProblemCode): ProblemBody {
  const definition: { title: string; detail: string; retryable: boolean; legacy?: string } = PROBLEMS[code];
  return {
    type: problemType(code),
    title: definition.title,
    status: STATUS_OF_KIND[PROBLEMS[code].kind],
    detail: definition.detail,
    instance: '/api/v1/conversions',
    code,
    retryable: definition.retryable,
    request_id: '5f0c1d1e-6a2b-4c3d-8e9f-0a1b2c3d4e5f',
    errors: [],
    error: definition.legacy ?? definition.detail,
  };
}

/** A JSON answer: its schema, with headers where it has some. */
export const answer = (description: string, schema: TSchema, headers?: Record<string, TSchema>) => ({
  description,
  ...(headers === undefined ? {} : { headers }),
  content: { 'application/json': { schema } },
});

export const noBody = (description: string, headers?: Record<string, TSchema>): object => ({
  ...Type.Null({ description }),
  ...(headers === undefined ? {} : { headers }),
});

const BYTES = Type.String({ format: 'binary' });
/** OpenAPI 3.1 cannot describe events; tools would hold each of them against whatever stood here. */
const EVENTS = Type.Unknown();

/** An answer whose body is bytes or text that no JSON schema describes; `json` describes it where it is JSON. */
export const stream = (
  description: string,
  mediaTypes: Iterable<string>,
  headers?: Record<string, TSchema>,
  json?: TSchema,
): object => ({
  description,
  ...(headers === undefined ? {} : { headers }),
  content: {
    ...Object.fromEntries(
      Array.from(mediaTypes, (type) => [type, { schema: type === 'text/event-stream' ? EVENTS : BYTES }]),
    ),
    ...(json === undefined ? {} : { 'application/json': { schema: json } }),
  },
});
