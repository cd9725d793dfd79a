import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { CliFailure } from './cli-failure.ts';
import { EXIT } from './exit-codes.ts';

/** Stands for standard input, or for standard output. */
export const DASH = '-';

/**
 * The files that the arguments name, each once and in order. The shell of Unix has expanded patterns already; a pattern
 * in quotes, or on Windows, is expanded here. Rejects with a CliFailure where a pattern matches nothing.
 */
export async function sourceFiles(given: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  for (const argument of given) {
    for (const path of await filesOf(argument)) {
      const key = path === DASH ? DASH : resolve(path);
      if (!found.has(key)) found.set(key, path);
    }
  }
  return [...found.values()];
}

async function filesOf(argument: string): Promise<string[]> {
  if (argument === DASH || existsSync(argument) || !isDynamicPattern(argument)) return [argument];
  const pattern = process.platform === 'win32' ? argument.replaceAll('\\', '/') : argument;
  const files = await glob(pattern, { expandDirectories: false });
  if (files.length > 0) return files.sort();
  throw new CliFailure('file_not_read', `No file matches "${argument}".`, EXIT.files);
}
