import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The same place as seen from src and from dist. */
const REQUIREMENTS = fileURLToPath(
  new URL('../../../src/engines/native/host/requirements.txt', import.meta.url),
);

const PIP_TIMEOUT_MS = 15 * 60_000;

export interface Installation {
  /** Of the environment; made whole or not at all. */
  folder: string;
  /** Within it. */
  interpreter: string;
  /** To make it with. Asked only where it has to be made; rejects where there is none. */
  findPython(): Promise<string>;
  /** Rejects where OCCT does not work there. */
  tryOut(interpreter: string): Promise<void>;
  say(line: string): void;
}

/**
 * Makes a virtual environment with the packages of requirements.txt, tries it out and moves it to its place. Where it
 * is there already it is only tried out. Rejects with an Error that says what pip said.
 */
export async function installNativeCad(installation: Installation): Promise<'installed' | 'was there'> {
  const { folder, interpreter, tryOut, say } = installation;
  if (existsSync(interpreter)) {
    await tryOut(interpreter);
    return 'was there';
  }
  const python = await installation.findPython();
  await mkdir(dirname(folder), { recursive: true });
  await removeUnfinished(dirname(folder));
  const made = await mkdtemp(join(dirname(folder), UNFINISHED));
  try {
    say(`Making a Python environment with ${python} …`);
    await run(python, ['-m', 'venv', made], { timeout: PIP_TIMEOUT_MS }).catch(failed('python -m venv'));
    say('Installing OCCT from PyPI: 65 MB to load, 400 MB on the disk …');
    const madeInterpreter = join(made, interpreter.slice(folder.length + 1));
    const pip = ['-I', '-m', 'pip', 'install', '--no-cache-dir', '--disable-pip-version-check', '--quiet'];
    await run(madeInterpreter, [...pip, '--only-binary', ':all:', '--require-hashes', '-r', REQUIREMENTS], {
      timeout: PIP_TIMEOUT_MS,
      maxBuffer: 1 << 26,
    }).catch(failed('pip install'));
    say('Trying it out …');
    await tryOut(madeInterpreter);
    await rename(made, folder);
    return 'installed';
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

const UNFINISHED = '.unfinished-';

/** What an installation left that was killed. */
async function removeUnfinished(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (name.startsWith(UNFINISHED)) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function failed(command: string) {
  return (error: Error & { stderr?: string }): never => {
    const said = error.stderr?.trim().split('\n').slice(-5).join('\n') || error.message;
    throw new Error(`${command} failed:\n${said}`, { cause: error });
  };
}
