import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../.cache/assimp/', import.meta.url));
const PROGRAM = join(FOLDER, 'usr/bin/assimp');

/**
 * The words that start the assimp command: the installed one, or Debian's, unpacked beside the benchmarks without
 * installing anything. Undefined, and said so, where there is neither.
 */
export function findAssimp(): string[] | undefined {
  if (answers(['assimp'])) return ['assimp'];
  if (!existsSync(PROGRAM)) unpackDebian();
  const unpacked = ['env', `LD_LIBRARY_PATH=${libraries()}`, PROGRAM];
  if (answers(unpacked)) return unpacked;
  console.log('SKIPPED assimp: it is not installed, and apt-get could not fetch the package assimp-utils.\n');
  return undefined;
}

const answers = ([command, ...args]: string[]): boolean =>
  spawnSync(command!, [...args, 'version']).status === 0;

function unpackDebian(): void {
  const archives = join(FOLDER, 'archives');
  mkdirSync(join(archives, 'partial'), { recursive: true });
  const options = ['-o', 'Debug::NoLocking=1', '-o', `Dir::Cache::archives=${archives}`];
  const download = ['install', '--yes', '--no-install-recommends', '--download-only', 'assimp-utils'];
  spawnSync('apt-get', [...options, ...download], { stdio: 'ignore' });
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb')))
    spawnSync('dpkg-deb', ['--extract', join(archives, file), FOLDER], { stdio: 'ignore' });
}

/** Debian keeps them in a folder that is named by the machine's architecture. */
function libraries(): string {
  const root = join(FOLDER, 'usr/lib');
  return existsSync(root)
    ? readdirSync(root)
        .map((name) => join(root, name))
        .join(':')
    : '';
}
