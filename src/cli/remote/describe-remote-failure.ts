import type { ConvertoError } from '../../client/converto-error.ts';
import { PROBLEMS, type ProblemCode } from '../../domain/problem.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';

interface Described {
  code: string;
  detail: string;
  exitCode: ExitCode;
}

/** What a failure of the client means on a command line, and what to do about it. */
export function describeRemoteFailure({
  code,
  message,
  status,
  errors,
  requestId,
}: ConvertoError): Described {
  if (status === 401 || status === 403) {
    const token = process.env.CONVERTO_TOKEN ? 'another token' : 'a token';
    const detail = `The server, or a proxy in front of it, answered ${status} and does not let us in: set CONVERTO_TOKEN to ${token} that it accepts.`;
    return { code: status === 401 ? 'unauthorized' : 'forbidden', detail, exitCode: EXIT.unavailable };
  }
  if (code === 'server_unreachable') {
    const detail = `${sentence(message)} Start it with "converto serve", or name another with --server or CONVERTO_URL.`;
    return { code, detail, exitCode: EXIT.unavailable };
  }
  if (code === 'answer_malformed') {
    const detail = `${sentence(message)} Check that a converto server is at this address.`;
    return { code, detail, exitCode: EXIT.unavailable };
  }
  const parts = errors.map(({ pointer, detail }) => ` ${pointer}: ${detail}`).join('');
  const trace = (status ?? 0) >= 500 && requestId !== undefined ? ` Its request_id is ${requestId}.` : '';
  return { code, detail: message + parts + trace, exitCode: exitOf(code, status) };
}

function exitOf(code: string, status: number | undefined): ExitCode {
  if (code === 'conversion_cancelled') return EXIT.incomplete;
  if (status !== undefined && status >= 500 && status !== 507) return EXIT.unavailable;
  return Object.hasOwn(PROBLEMS, code) ? exitCodeOf(code as ProblemCode) : EXIT.engineFailure;
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
