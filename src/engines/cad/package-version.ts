import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The version of an installed package; where it has `exports`, its entry must lie in its own folder. */
export function packageVersion(name: string): string {
  const file = packageFile(name);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function packageFile(name: string): string {
  const { resolve } = createRequire(import.meta.url);
  try {
    return resolve(`${name}/package.json`);
  } catch {
    return join(dirname(resolve(name)), 'package.json');
  }
}
