import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isProblem, Problem } from '../domain/problem.ts';
import { problemBody, retryAfterOf, STATUS_OF_KIND } from './problem-body.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { validationProblem } from './validation-problems.ts';

/** Every failure of every route becomes one application/problem+json; its cause only ever reaches the log. */
export function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(toProblem(error), request, reply);
}

/** For requests that reach no route and run no hook, such as those with a path that is no URL. */
export function handleFrameworkError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  setSecurityHeaders(request, reply);
  handleError(error, request, reply);
}

function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const status = STATUS_OF_KIND[problem.kind];
  // An outage is told once, with its stack, by the watch; thousands of refused requests need none.
  if (problem.kind === 'unavailable')
    request.log.warn({ code: problem.code, cause: rootMessageOf(problem.cause) }, problem.message);
  else if (status >= 500)
    request.log.error({ err: problem.cause ?? problem, code: problem.code }, problem.message);
  else request.log.info({ code: problem.code, cause: messageOf(problem.cause) }, problem.message);
  const retryAfter = retryAfterOf(problem);
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  reply.removeHeader('etag').removeHeader('content-disposition').header('cache-control', 'no-store');
  // A Buffer, because Fastify would add a charset to the media type of a string.
  void reply
    .code(status)
    .type('application/problem+json')
    .send(Buffer.from(JSON.stringify(problemBody(problem, request))));
}

function toProblem(error: FastifyError): Problem {
  if (isProblem(error)) return error;
  if (error.validation !== undefined) return validationProblem(error, error.validation);
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('request_invalid', { detail: 'The Content-Type is malformed.', cause: error });
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('id_malformed', { cause: error });
    case 'FST_ERR_BAD_URL':
      return new Problem('request_invalid', { detail: 'The path is not a valid URL.', cause: error });
  }
  if (error.statusCode === 404) return new Problem('route_not_found', { cause: error });
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new Problem('request_invalid', { cause: error });
  return new Problem('internal', { cause: error });
}

const rootMessageOf = (cause: unknown): string | undefined =>
  cause instanceof Error && cause.cause !== undefined ? rootMessageOf(cause.cause) : messageOf(cause);

const messageOf = (cause: unknown): string | undefined =>
  cause instanceof Error ? cause.message : undefined;
