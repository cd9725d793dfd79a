import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
const LONGEST_INSTALLATION_MS = 300_000;

/**
 * The path of a program from PyPI, installed once into a folder of its own; undefined where Python cannot. Test files
 * that run side by side wait for the one that installs it.
 * @param {string} requirement such as `schemathesis==4.32.0`
 * @param {string} name of the program
 */
export function pythonTool(requirement, name) {
  const venv = join(CACHE, requirement.replace('==', '-'));
  const program = join(venv, 'bin', name);
  const installed = join(venv, '.installed');
  if (existsSync(installed)) return program;
  mkdirSync(CACHE, { recursive: true });
  return alone(`${venv}.lock`, () => {
    if (existsSync(installed)) return program;
    if (spawnSync('python3', ['-m', 'venv', venv]).status !== 0) return undefined;
    const install = ['install', '--quiet', '--disable-pip-version-check', requirement];
    const { status } = spawnSync(join(venv, 'bin', 'pip'), install, { stdio: 'inherit' });
    if (status !== 0) return undefined;
    writeFileSync(installed, '');
    return program;
  });
}

/** A folder can be made by one process only. One that was killed while it had it is not waited for for ever. */
function alone(lock, work) {
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > LONGEST_INSTALLATION_MS) rmSync(lock, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}
