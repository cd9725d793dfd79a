import { inspect } from 'node:util';
import { type DescribedFailure, failureDocument } from './cli-failure.ts';
import { printable } from './printable.ts';

/** Prints a failure: a line of JSON on standard output, or a sentence on standard error. */
export function tellFailure(
  failure: DescribedFailure,
  { json, verbose }: { json?: true; verbose?: true },
  path?: string,
): void {
  if (json) console.log(JSON.stringify({ ...failureDocument(failure), ...(path && { source: { path } }) }));
  else console.error(printable(sentenceOf(failure, path)));
  if (verbose && failure.cause !== undefined) console.error(inspect(failure.cause));
}

export function sentenceOf({ detail, code }: DescribedFailure, path?: string): string {
  const where = path === undefined || detail.includes(path) ? '' : `${path}: `;
  return `converto: ${where}${detail} (${code})`;
}
