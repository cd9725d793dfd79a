import { isProblem, Problem } from '../../../domain/problem.ts';
import { shownName } from './entry-name.ts';

export const unsafe = (sentence: string): Problem =>
  new Problem('input_archive_unsafe', { detail: `${sentence} Pack the files again with another program.` });

export const overLimit = (sentence: string): Problem =>
  new Problem('input_limit_exceeded', { detail: `${sentence} Leave out what the model does not need.` });

export const damagedEntry = (name: string, cause?: unknown): Problem =>
  new Problem('input_malformed', {
    detail: `The file ${shownName(name)} in the archive is damaged. Pack or export it again.`,
    ...(cause === undefined ? {} : { cause }),
  });

/** What yauzl says of an archive that breaks the rules; errors of the system pass. */
export function archiveProblem(error: unknown): unknown {
  if (isProblem(error) || !(error instanceof Error) || 'syscall' in error) return error;
  if (/signature not found|unexpected EOF/i.test(error.message)) {
    return new Problem('input_truncated', {
      detail: 'The archive has no complete table of contents. Export or upload it again.',
      cause: error,
    });
  }
  return new Problem('input_malformed', {
    detail: 'The table of contents of the archive is damaged. Pack or export it again.',
    cause: error,
  });
}
