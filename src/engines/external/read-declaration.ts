import { readFileSync } from 'node:fs';
import { Value } from '@sinclair/typebox/value';
import { declareFormats, FORMATS, type FormatId } from '../../domain/formats.ts';
import { describeValueError } from '../../string-enum.ts';
import { listCapabilities } from '../catalogue.ts';
import { Declaration, type DeclaredEngine, type DeclaredFormat, PLACEHOLDER } from './declaration.ts';

/** The file cannot be used; the message says where and why, a line for each mistake. */
export class DeclarationError extends Error {
  constructor(path: string, wrong: readonly string[], cause?: unknown) {
    super(`${path} declares no engines that can be used:\n${wrong.map((line) => `  ${line}`).join('\n')}`, {
      cause,
    });
    this.name = 'DeclarationError';
  }
}

/** Reads and checks the file, and makes its formats known. Throws a DeclarationError. */
export function readDeclaration(path: string): DeclaredEngine[] {
  let declared: unknown;
  try {
    declared = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new DeclarationError(path, [(cause as Error).message], cause);
  }
  const wrong = [...Value.Errors(Declaration, declared)].map(
    (error) => `${error.path || '/'}: ${describeValueError(error)}`,
  );
  if (wrong.length > 0) throw new DeclarationError(path, wrong.slice(0, 20));
  const { formats = [], engines } = declared as Declaration;
  try {
    declareFormats(formats.map(toFormat));
  } catch (cause) {
    throw new DeclarationError(path, [`/formats: ${(cause as Error).message}`], cause);
  }
  const more = mistakesIn(engines);
  if (more.length > 0) throw new DeclarationError(path, more);
  return engines;
}

const toFormat = ({ id, name, extensions, media_type, magic }: DeclaredFormat) => ({
  id,
  name,
  extensions: extensions as [string, ...string[]],
  mediaType: media_type ?? 'application/octet-stream',
  family: 'mesh' as const,
  ...(magic && { magic: magic.map((digits) => Buffer.from(digits, 'hex').toString('latin1')) }),
});

function mistakesIn(engines: readonly DeclaredEngine[]): string[] {
  const capabilities = [...listCapabilities(), ...listCapabilities({ nativeCad: true, assimp: true })];
  const readable = new Set<string>(capabilities.map(({ source }) => source));
  const taken = new Set(capabilities.map(({ engine }) => engine));
  const served = new Set<string>();
  const wrong: string[] = [];
  for (const [at, engine] of engines.entries()) {
    const say = (pointer: string, what: string) => wrong.push(`/engines/${at}${pointer}: ${what}`);
    if (taken.has(engine.name)) say('/name', `there is an engine ${engine.name} already`);
    taken.add(engine.name);
    for (const [index, source] of engine.source_formats.entries()) {
      const pointer = `/source_formats/${index}`;
      if (FORMATS[source as FormatId] === undefined) say(pointer, `${source} is no known or declared format`);
      if (served.has(source)) say(pointer, `${source} is read by another engine of this file`);
      served.add(source);
    }
    if (!readable.has(engine.output_format))
      say('/output_format', `${engine.output_format} is not read here`);
    const allowed = new Set(['input', 'output', 'scratch']);
    const own = Object.keys(engine.options ?? {});
    for (const name of own) allowed.add(`option.${name}`);
    for (const [index, argument] of engine.command.entries()) {
      for (const [all, name] of argument.matchAll(PLACEHOLDER)) {
        if (!allowed.has(name!)) say(`/command/${index}`, `${all} is no placeholder`);
      }
    }
    if (!engine.command.some((argument) => argument.includes('{input}')))
      say('/command', '{input} is missing');
    if (!engine.command.some((argument) => argument.includes('{output}')))
      say('/command', '{output} is missing');
    for (const [name, option] of Object.entries(engine.options ?? {})) {
      const isFine =
        option.type === 'choice'
          ? option.values.includes(option.default)
          : option.default >= option.minimum && option.default <= option.maximum;
      if (!isFine) say(`/options/${name}/default`, 'is none of the allowed values');
    }
    if (engine.progress !== undefined) checkPattern(engine.progress.pattern, say);
  }
  return wrong;
}

function checkPattern(pattern: string, say: (pointer: string, what: string) => void): void {
  try {
    // One alternative more that matches nothing tells how many groups there are.
    const groups = new RegExp(`${pattern}|`).exec('')!.length - 1;
    if (groups < 1) say('/progress/pattern', 'has no group for the number');
  } catch (error) {
    say('/progress/pattern', (error as Error).message);
  }
}
