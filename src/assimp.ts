import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Config } from './config.ts';

type Settings = Pick<Config, 'ASSIMP' | 'ASSIMP_PATH'>;

/** The assimp command to use, an absolute path, or why there is none. Whether it works only a try can tell. */
export function findAssimp({ ASSIMP, ASSIMP_PATH }: Settings): { program: string } | { missing: string } {
  if (ASSIMP === 'off') return { missing: 'ASSIMP is off' };
  if (ASSIMP_PATH !== '') return { program: resolve(ASSIMP_PATH) };
  const name = process.platform === 'win32' ? 'assimp.exe' : 'assimp';
  const places = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const program = places.map((place) => join(place, name)).find(isExecutable);
  return program === undefined
    ? { missing: 'there is no command "assimp" (Debian: assimp-utils)' }
    : { program };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
