import type { FastifyError } from 'fastify';
import { Problem, type ProblemCode, type ProblemPart } from '../domain/problem.ts';

/** The code that a wrong parameter gets; whatever is not here is `query_invalid`. */
const CODE_OF_PARAMETER: Readonly<Record<string, ProblemCode>> = {
  id: 'id_malformed',
  ids: 'id_malformed',
  page: 'page_invalid',
  limit: 'limit_invalid',
  status: 'status_invalid',
  target_format: 'target_format_unknown',
  tag: 'tag_invalid',
  cursor: 'cursor_invalid',
  type: 'file_type_unknown',
  'idempotency-key': 'idempotency_key_invalid',
};

type Mistake = NonNullable<FastifyError['validation']>[number];

export function validationProblem(error: FastifyError, mistakes: readonly Mistake[]): Problem {
  const named = mistakes.map((mistake) => ({ ...mistake, parameter: parameterOf(mistake) }));
  const first = named[0];
  const errors = named.map<ProblemPart>(({ parameter, message }) => ({
    pointer: `/${parameter}`,
    detail: `${parameter} ${message ?? 'is invalid'}.`,
  }));
  if (first?.keyword === 'required' && first.parameter === 'type')
    return new Problem('file_type_required', { errors, cause: error });
  if (first?.keyword === 'required')
    return new Problem('query_invalid', {
      detail: `The query parameter ${first.parameter} is required.`,
      errors: errors.map(({ pointer }) => ({ pointer, detail: 'It is required.' })),
      cause: error,
    });
  return parameterProblem(first?.parameter, errors, error);
}

/** @param name of the parameter that is wrong first */
export function parameterProblem(
  name: string | undefined,
  errors: readonly ProblemPart[],
  cause?: unknown,
): Problem {
  const code = CODE_OF_PARAMETER[name ?? ''] ?? 'query_invalid';
  const detail =
    code === 'query_invalid' && errors[0] !== undefined
      ? { detail: `The query parameter ${errors[0].detail}` }
      : {};
  return new Problem(code, { errors, cause, ...detail });
}

function parameterOf({ instancePath, params }: Mistake): string {
  const missing = params.missingProperty;
  return instancePath.split('/')[1] ?? (typeof missing === 'string' ? missing : 'request');
}
