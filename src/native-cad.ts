import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from './config.ts';

/** The one version that src/engines/native/host is written and tested for, as its requirements.txt pins it. */
export const OCCT_VERSION = '8.0.1.1.0';
export const OCCT_PACKAGE = `cadquery-ocp-novtk==${OCCT_VERSION}`;

type Settings = Pick<Config, 'STORAGE_DIR' | 'NATIVE_CAD' | 'NATIVE_CAD_PYTHON'>;

/** Where `converto engines install` puts the Python environment of this version. Absolute. */
export const nativeCadFolder = ({ STORAGE_DIR }: Pick<Settings, 'STORAGE_DIR'>): string =>
  join(resolve(STORAGE_DIR), 'engines', OCCT_PACKAGE.replace('==', '-'));

export const pythonIn = (environmentFolder: string): string =>
  process.platform === 'win32'
    ? join(environmentFolder, 'Scripts', 'python.exe')
    : join(environmentFolder, 'bin', 'python');

/** The Python to convert CAD with, or why there is none. Whether it works only a try can tell. */
export function findNativeCad(settings: Settings): { python: string } | { missing: string } {
  if (settings.NATIVE_CAD === 'off') return { missing: 'NATIVE_CAD is off' };
  if (process.platform === 'win32')
    return { missing: 'it needs a system that can fork, which Windows cannot' };
  if (settings.NATIVE_CAD_PYTHON !== '') return { python: resolve(settings.NATIVE_CAD_PYTHON) };
  const python = pythonIn(nativeCadFolder(settings));
  return existsSync(python) ? { python } : { missing: 'not installed: run "converto engines install"' };
}
