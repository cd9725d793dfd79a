import { ConvertoError } from '../client/converto-error.ts';
import { ConfigError } from '../config.ts';
import { isProblem } from '../domain/problem.ts';
import { StartError } from '../start-error.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { describeRemoteFailure } from './remote/describe-remote-failure.ts';

/** What can go wrong on a command line and nowhere else. `code` is as stable as that of a Problem. */
export class CliFailure extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;

  constructor(code: string, detail: string, exitCode: ExitCode, cause?: unknown) {
    super(detail, { cause });
    this.name = 'CliFailure';
    this.code = code;
    this.exitCode = exitCode;
  }
}

export interface DescribedFailure {
  code: string;
  detail: string;
  exitCode: ExitCode;
  /** For the one who looks after this machine. */
  cause: unknown;
}

export function describeCliFailure(error: unknown): DescribedFailure {
  if (error instanceof CliFailure) {
    return { code: error.code, detail: error.message, exitCode: error.exitCode, cause: error.cause };
  }
  if (isProblem(error)) {
    return { code: error.code, detail: error.detail, exitCode: exitCodeOf(error.code), cause: error.cause };
  }
  if (error instanceof ConvertoError) return { ...describeRemoteFailure(error), cause: error.cause };
  if (error instanceof ConfigError || error instanceof StartError) {
    return { code: 'usage', detail: error.message, exitCode: EXIT.usage, cause: error };
  }
  const detail = `Something went wrong inside converto: ${error instanceof Error ? error.message : error}`;
  return { code: 'internal', detail, exitCode: EXIT.engineFailure, cause: error };
}

export const failureDocument = ({ code, detail }: DescribedFailure): object => ({
  ok: false,
  error: { code, detail },
});

/** Why a file could not be used, in words. */
export function fileFailure(verb: 'read' | 'written', path: string, error: unknown): CliFailure {
  const { code = '' } = error as NodeJS.ErrnoException;
  const why = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
  return new CliFailure(`file_not_${verb}`, `"${path}" cannot be ${verb}: ${why}.`, EXIT.files, error);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'the name is too long',
};
