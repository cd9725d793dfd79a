import { isProblem } from '../domain/problem.ts';

/** A sentence about a failure that may be shown to anybody. */
export const publicReason = (error: unknown): string =>
  isProblem(error) ? error.detail : 'Something went wrong in the server.';
