import { isProblem } from '../../domain/problem.ts';

/** What an administrator can use: of a Problem its private cause as well. */
export function causeOf(error: unknown): string {
  if (!isProblem(error)) return error instanceof Error ? error.message : String(error);
  const { cause } = error;
  const said = cause instanceof Error ? ` ${cause.message.split('\n').slice(0, 12).join('\n')}` : '';
  return `${error.detail}${said}`;
}
