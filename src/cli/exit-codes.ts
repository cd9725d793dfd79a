import type { ProblemCode } from '../domain/problem.ts';

export const EXIT = {
  ok: 0,
  broken: 1,
  usage: 2,
  badInput: 3,
  unsupported: 4,
  engineFailure: 5,
  files: 6,
  unavailable: 7,
  incomplete: 8,
  refused: 9,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** In general; a command that means something more precise says so in its help. */
export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'something that was examined does not work (doctor, health)',
  2: 'the command line or the configuration is wrong',
  3: 'the source file is damaged, empty, or not what its name says',
  4: 'the format, the pair of formats or an option is not supported',
  5: 'the engine failed: it crashed, took too long or needed too much memory',
  6: 'a file could not be read or written, or exists already',
  7: 'a server or service cannot be reached, or does not let us in',
  8: 'of several files or conversions not all were done, or one was cancelled',
  9: 'there is no such conversion or file, or its state does not allow this',
  130: 'interrupted',
};

/** The part of a help text that says what these exit codes mean. */
export const exitHelp = (...codes: readonly ExitCode[]): string =>
  `\nExit codes:\n${codes.map((code) => `  ${String(code).padEnd(4)} ${EXIT_MEANINGS[code]}\n`).join('')}`;

/** Of work on several files or conversions; one alone has its own. */
export function exitCodeOfAll(codes: readonly ExitCode[]): ExitCode {
  if (codes.length === 1) return codes[0]!;
  return codes.every((code) => code === EXIT.ok) ? EXIT.ok : EXIT.incomplete;
}

const BY_CODE: Partial<Record<ProblemCode, ExitCode>> = {
  file_extension_missing: EXIT.unsupported,
  source_format_unknown: EXIT.unsupported,
  target_format_required: EXIT.unsupported,
  target_format_unknown: EXIT.unsupported,
  pair_unsupported: EXIT.unsupported,
  options_invalid: EXIT.unsupported,
  file_empty: EXIT.badInput,
  file_too_large: EXIT.badInput,
  content_mismatch: EXIT.badInput,
  target_limit_exceeded: EXIT.badInput,
  output_limit_exceeded: EXIT.badInput,
  selection_empty: EXIT.badInput,
  original_missing: EXIT.files,
  storage_full: EXIT.files,
  dependency_unavailable: EXIT.unavailable,
  shutting_down: EXIT.unavailable,
  queue_full: EXIT.unavailable,
  too_many_streams: EXIT.unavailable,
  id_malformed: EXIT.usage,
  cursor_invalid: EXIT.usage,
  limit_invalid: EXIT.usage,
  status_invalid: EXIT.usage,
  tag_invalid: EXIT.usage,
  query_invalid: EXIT.usage,
  preview_not_made: EXIT.refused,
  conversion_not_found: EXIT.refused,
  file_not_found: EXIT.refused,
  file_expired: EXIT.refused,
  conversion_not_finished: EXIT.refused,
  conversion_has_no_result: EXIT.refused,
  conversion_already_ended: EXIT.refused,
  conversion_not_ended: EXIT.refused,
};

export function exitCodeOf(code: ProblemCode): ExitCode {
  return BY_CODE[code] ?? (code.startsWith('input_') ? EXIT.badInput : EXIT.engineFailure);
}
