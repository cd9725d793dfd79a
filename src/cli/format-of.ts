import { basename } from 'node:path';
import {
  DECLARE_A_PROGRAM,
  extensionOf,
  FORMATS,
  type Format,
  findFormat,
  stemOf,
} from '../domain/formats.ts';
import { Problem } from '../domain/problem.ts';
import { CliFailure } from './cli-failure.ts';
import { EXIT } from './exit-codes.ts';
import { DASH } from './source-files.ts';

const HINT = 'Run "converto formats" to see what is possible.';

type UnknownFormat = 'source_format_unknown' | 'target_format_unknown';

/** The format of a file by its name. */
export function formatOfName(path: string, code: UnknownFormat): Format {
  const name = basename(path);
  const extension = extensionOf(name);
  const format = extension === '' ? undefined : findFormat(extension);
  if (format !== undefined) return format;
  if (extension === '')
    throw new Problem(code, { detail: `"${name}" has no extension that tells the format. ${HINT}` });
  throw unknown(`"${extension}" is no known format. ${HINT}`, code);
}

/** The format of this name, with or without a dot. */
export function formatNamed(name: string, code: UnknownFormat): Format {
  const format = findFormat(name);
  if (format !== undefined) return format;
  throw unknown(`"${name}" is no known format. Known formats: ${Object.keys(FORMATS).join(', ')}.`, code);
}

const unknown = (what: string, code: UnknownFormat): Problem =>
  new Problem(code, { detail: code === 'source_format_unknown' ? `${what} ${DECLARE_A_PROGRAM}` : what });

/** @param from says the format, whatever the name says */
export function sourceFormatOf(path: string, from: string | undefined): Format {
  if (from !== undefined) return formatNamed(from, 'source_format_unknown');
  if (path !== DASH) return formatOfName(path, 'source_format_unknown');
  throw new CliFailure(
    'usage',
    'Standard input has no name that tells its format: add --from, such as --from stl.',
    EXIT.usage,
  );
}

/** The name of the model in a file: what it has where the file itself says none. */
export const modelNameOf = (path: string): string => (path === DASH ? 'model' : stemOf(basename(path)));
