import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The package has files for these (CPython). */
const OLDEST = [3, 11] as const;
const NEWEST = [3, 14] as const;
export const PYTHON_VERSIONS = `${OLDEST.join('.')} to ${NEWEST.join('.')}`;

/** Newest first, after what the system calls Python. */
const USUAL_NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];

export interface Python {
  path: string;
  version: string;
}

/**
 * The first of these interpreters that is of a version with which the native CAD engine can be installed.
 * @param names commands or paths
 * @throws Error that says what was found instead
 */
export async function findPython(names: readonly string[] = USUAL_NAMES): Promise<Python> {
  const seen: string[] = [];
  for (const name of names) {
    const python = await askPython(name).catch(() => undefined);
    if (python === undefined) continue;
    if (isRight(python.version)) return python;
    seen.push(`${name} is ${python.version}`);
  }
  const found = seen.length === 0 ? `none of ${names.join(', ')} can be run` : seen.join(', ');
  throw new Error(
    `The native CAD engine needs Python ${PYTHON_VERSIONS}: ${found}. Install it, or name one with --python.`,
  );
}

/** Rejects where it cannot be run. */
export async function askPython(name: string): Promise<Python> {
  const program = 'import platform, sys; print(sys.executable); print(platform.python_version())';
  const { stdout } = await run(name, ['-I', '-c', program], { timeout: 20_000 });
  const [path = name, version = ''] = stdout.trim().split('\n');
  return { path, version };
}

function isRight(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 3 && minor >= OLDEST[1] && minor <= NEWEST[1];
}
