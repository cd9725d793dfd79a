import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));

/**
 * The path of a program from PyPI, installed once into a folder of its own; undefined where Python cannot.
 * @param {string} requirement such as `schemathesis==4.32.0`
 * @param {string} name of the program
 */
export function pythonTool(requirement, name) {
  const venv = join(CACHE, requirement.replace('==', '-'));
  const program = join(venv, 'bin', name);
  if (existsSync(program)) return program;
  mkdirSync(CACHE, { recursive: true });
  if (spawnSync('python3', ['-m', 'venv', venv]).status !== 0) return undefined;
  const install = ['install', '--quiet', '--disable-pip-version-check', requirement];
  const { status } = spawnSync(join(venv, 'bin', 'pip'), install, { stdio: 'inherit' });
  return status === 0 ? program : undefined;
}
