import type { ProblemCode } from '../domain/problem.ts';

export const EXIT = {
  ok: 0,
  usage: 2,
  badInput: 3,
  unsupported: 4,
  engineFailure: 5,
  files: 6,
  unavailable: 7,
  incomplete: 8,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_HELP = `
Exit codes:
  0    converted
  2    the command line is wrong
  3    the source file is damaged, empty, or not what its name says
  4    the format, the pair of formats or an option is not supported
  5    the engine failed: it crashed, took too long or needed too much memory
  6    a file could not be read or written
  130  interrupted
`;

const BY_CODE: Partial<Record<ProblemCode, ExitCode>> = {
  file_extension_missing: EXIT.unsupported,
  source_format_unknown: EXIT.unsupported,
  target_format_required: EXIT.unsupported,
  target_format_unknown: EXIT.unsupported,
  pair_unsupported: EXIT.unsupported,
  options_invalid: EXIT.unsupported,
  file_empty: EXIT.badInput,
  content_mismatch: EXIT.badInput,
  target_limit_exceeded: EXIT.badInput,
  original_missing: EXIT.files,
  storage_full: EXIT.files,
  dependency_unavailable: EXIT.unavailable,
};

export function exitCodeOf(code: ProblemCode): ExitCode {
  return BY_CODE[code] ?? (code.startsWith('input_') ? EXIT.badInput : EXIT.engineFailure);
}
