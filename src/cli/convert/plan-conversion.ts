import { basename } from 'node:path';
import type { Capability, Engine } from '../../domain/engine-port.ts';
import { extensionOf, FORMATS, type Format, stemOf } from '../../domain/formats.ts';
import { Problem } from '../../domain/problem.ts';
import { resultFormat } from '../../domain/result-format.ts';
import { CliFailure } from '../cli-failure.ts';
import { EXIT } from '../exit-codes.ts';
import { formatOfName } from '../format-of.ts';
import { parseOptionValues } from '../option-values.ts';

/** Who converts what: an engine here, or a server. */
export type Pairs = Pick<Engine, 'capabilities'>;

export interface Plan {
  source: Format;
  target: Format;
  options: Record<string, unknown>;
}

/** What a target with a name asks for. Nothing is read yet. Throws Problems of the unsupported kind, or a CliFailure. */
export function planNamed(
  pairs: Pairs,
  source: Format,
  targetPath: string,
  givenOptions: readonly string[],
): Plan {
  const bare = withoutArchive(targetPath);
  const target = formatOfName(bare, 'target_format_unknown');
  const options = parseOptionValues(findPair(pairs, source, target), givenOptions);
  requireName(targetPath, bare, resultFormat(target.id, options));
  return { source, target, options };
}

/** What a target format asks for, and the extension that the result gets. Throws as `planNamed`. */
export function planMade(
  pairs: Pairs,
  source: Format,
  target: Format,
  givenOptions: readonly string[],
): Plan & { extension: string } {
  const options = parseOptionValues(findPair(pairs, source, target), givenOptions);
  const isArchive = resultFormat(target.id, options).id === 'zip' && target.id !== 'zip';
  const extension = target.extensions[0] + (isArchive ? FORMATS.zip.extensions[0] : '');
  return { source, target, options, extension };
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

export function findPair({ capabilities }: Pairs, source: Format, target: Format): Capability {
  const fromSource = capabilities().filter((capability) => capability.source === source.id);
  const found = fromSource.find((capability) => capability.target === target.id);
  if (found !== undefined) return found;
  const possible = fromSource.map((capability) => capability.target).join(', ');
  throw new Problem('pair_unsupported', {
    detail: `${source.name} cannot be converted to ${target.name}. Possible targets: ${possible}.`,
  });
}
