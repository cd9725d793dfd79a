import { basename } from 'node:path';
import type { Capability, Engine } from '../domain/engine-port.ts';
import { extensionOf, type Format, findFormat, stemOf } from '../domain/formats.ts';
import { Problem } from '../domain/problem.ts';
import { resultFormat } from '../domain/result-format.ts';
import { CliFailure } from './cli-failure.ts';
import { EXIT } from './exit-codes.ts';
import { parseOptionValues } from './option-values.ts';

export interface Plan {
  source: Format;
  target: Format;
  options: Record<string, unknown>;
}

const HINT = 'Run "converto formats" to see what is possible.';

/** What the command line asks for. Nothing is read yet. Throws Problems of the unsupported kind, or a CliFailure. */
export function planConversion(
  engine: Pick<Engine, 'capabilities'>,
  sourcePath: string,
  targetPath: string,
  givenOptions: readonly string[],
): Plan {
  const source = formatOf(sourcePath, 'source_format_unknown');
  const bare = withoutArchive(targetPath);
  const target = formatOf(bare, 'target_format_unknown');
  const options = parseOptionValues(findPair(engine, source, target), givenOptions);
  requireName(targetPath, bare, resultFormat(target.id, options));
  return { source, target, options };
}

/** `part.obj.zip` is a ZIP archive of an OBJ file and what belongs to it. */
function withoutArchive(path: string): string {
  const inner = stemOf(path);
  return extensionOf(path) === '.zip' && extensionOf(basename(inner)) !== '' ? inner : path;
}

/** The name says what is in the file. */
function requireName(path: string, bare: string, result: Format): void {
  const isArchive = path !== bare;
  if (isArchive === (result.id === 'zip')) return;
  const name = isArchive ? basename(bare) : `${basename(path)}.zip`;
  const what = isArchive ? 'no archive' : 'a ZIP archive';
  throw new CliFailure(
    'usage',
    `With these options the result is ${what}: name the target "${name}".`,
    EXIT.usage,
  );
}

export function findPair(engine: Pick<Engine, 'capabilities'>, source: Format, target: Format): Capability {
  const fromSource = engine.capabilities().filter((capability) => capability.source === source.id);
  const found = fromSource.find((capability) => capability.target === target.id);
  if (found !== undefined) return found;
  const possible = fromSource.map((capability) => capability.target).join(', ');
  throw new Problem('pair_unsupported', {
    detail: `${source.name} cannot be converted to ${target.name}. Possible targets: ${possible}.`,
  });
}

function formatOf(path: string, code: 'source_format_unknown' | 'target_format_unknown'): Format {
  const name = basename(path);
  const extension = extensionOf(name);
  const format = extension === '' ? undefined : findFormat(extension);
  if (format !== undefined) return format;
  const what =
    extension === ''
      ? `"${name}" has no extension that tells the format.`
      : `"${extension}" is no known format.`;
  throw new Problem(code, { detail: `${what} ${HINT}` });
}
