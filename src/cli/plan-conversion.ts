import { basename } from 'node:path';
import type { Capability, Engine } from '../domain/engine-port.ts';
import { extensionOf, type Format, findFormat } from '../domain/formats.ts';
import { Problem } from '../domain/problem.ts';
import { parseOptionValues } from './option-values.ts';

export interface Plan {
  source: Format;
  target: Format;
  options: Record<string, unknown>;
}

const HINT = 'Run "converto formats" to see what is possible.';

/** What the command line asks for. Nothing is read yet. Throws Problems of the unsupported kind. */
export function planConversion(
  engine: Pick<Engine, 'capabilities'>,
  sourcePath: string,
  targetPath: string,
  givenOptions: readonly string[],
): Plan {
  const source = formatOf(sourcePath, 'source_format_unknown');
  const target = formatOf(targetPath, 'target_format_unknown');
  return { source, target, options: parseOptionValues(findPair(engine, source, target), givenOptions) };
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
