import { type Static, Type } from '@sinclair/typebox';
import { PROBLEMS, type Problem, type ProblemCode, type ProblemKind } from '../domain/problem.ts';
import { StringEnum } from '../string-enum.ts';

export const STATUS_OF_KIND: Readonly<Record<ProblemKind, number>> = {
  invalid_request: 400,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  timed_out: 408,
  conflict: 409,
  gone: 410,
  too_large: 413,
  range_not_satisfiable: 416,
  unprocessable: 422,
  too_many: 429,
  internal: 500,
  unavailable: 503,
  storage_full: 507,
  conversion_failed: 500, // seen in a resource's `error`, never thrown at a request
};

export const problemType = (code: ProblemCode): string => `/docs/errors#${code}`;

/** RFC 9457, with the predecessor's plain sentence in `error`. */
export const ProblemBody = Type.Object(
  {
    type: Type.String({
      description: 'Where the code is explained.',
      examples: ['/docs/errors#file_required'],
    }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What is wrong with this request and what to do.' }),
    instance: Type.String({ description: 'The path that was asked for.' }),
    code: StringEnum(Object.keys(PROBLEMS) as ProblemCode[], { description: 'Stable; match on this.' }),
    retryable: Type.Boolean({ description: 'True where the same request may succeed later.' }),
    request_id: Type.String({ description: 'Finds the request in the log; also in X-Request-Id.' }),
    errors: Type.Array(
      Type.Object({
        pointer: Type.String({ description: 'JSON Pointer (RFC 6901) to the part that is wrong.' }),
        detail: Type.String(),
      }),
    ),
    error: Type.String({ description: 'The plain sentence that clients of the predecessor know.' }),
  },
  { $id: 'Problem', title: 'Problem' },
);
export type ProblemBody = Static<typeof ProblemBody>;

export function problemBody(problem: Problem, request: { id: string; url: string }): ProblemBody {
  return {
    type: problemType(problem.code),
    title: problem.title,
    status: STATUS_OF_KIND[problem.kind],
    detail: problem.detail,
    instance: request.url.split('?', 1)[0] ?? '',
    code: problem.code,
    retryable: problem.retryable,
    request_id: request.id,
    errors: [...problem.errors],
    error: problem.legacy,
  };
}

const RETRY_AFTER_SECONDS: Partial<Record<ProblemKind, number>> = { unavailable: 5, too_many: 5 };

export const retryAfterOf = (problem: Problem): number | undefined =>
  problem.retryAfterSeconds ?? RETRY_AFTER_SECONDS[problem.kind];
