import { isProblem } from '../../domain/problem.ts';

/** The innermost error of what a child process sent as the inspected cause of its failure, without its stack. */
const INNERMOST = /.*\[cause\]: \w*Error: ([\s\S]*?)\n\s+at /s;

/** What an administrator can use, in one line: of a Problem its private cause as well. */
export function causeOf(error: unknown): string {
  if (!isProblem(error)) return error instanceof Error ? error.message : String(error);
  const { cause } = error;
  const said = cause instanceof Error ? cause.message : '';
  const why = INNERMOST.exec(said)?.[1] ?? said.split('\n', 1)[0] ?? '';
  return `${error.detail} (${why.trim().replaceAll(/\s+/g, ' ')})`;
}
