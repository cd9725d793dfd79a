import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The program of a child: beside this file's folder, as TypeScript or compiled like this file itself. */
export const CHILD_ENTRY = new URL(`../child/main${extension()}`, import.meta.url);

/** The flag with which `node` runs the sources. Those of our own process stay behind: a debugger's port, a test runner's tools. */
export const LOAD_TYPESCRIPT = `--import=${new URL('../../../scripts/typescript/register.mjs', import.meta.url)}`;

/**
 * Of the memory limit: V8 must collect its garbage, or give up with a message of its own, before the process as a
 * whole is killed for its size.
 */
const HEAP_SHARE = 0.75;
const LEAST_HEAP_MEGABYTES = 64;

/**
 * Arguments of `node` for one child.
 * @param hardRssBytes above which the child will be killed
 * @param parent with which the child dies: a sandbox stands between it and us, and dies with us
 */
export function childArguments(
  entry: URL,
  hardRssBytes: number,
  parent: number | 'whoever-started-it' = process.pid,
): string[] {
  const loaders = extension() === '.ts' ? [LOAD_TYPESCRIPT] : [];
  const heapMegabytes = Math.max(LEAST_HEAP_MEGABYTES, Math.floor((hardRssBytes * HEAP_SHARE) / 1024 ** 2));
  return [...loaders, `--max-old-space-size=${heapMegabytes}`, fileURLToPath(entry), String(parent)];
}

/** For the native CAD engine: the interpreter that has OCCT. */
export const PYTHON_VARIABLE = 'CONVERTO_NATIVE_CAD_PYTHON';

/** Path of the assimp command, where it is to be used. */
export const ASSIMP_VARIABLE = 'CONVERTO_ASSIMP';

/** Programs of this machine that engines use where they are there. Absolute paths. */
export interface EnginePrograms {
  /** The interpreter that the native CAD engine runs in. */
  nativePython?: string;
  /** The assimp command. */
  assimp?: string;
}

/** Engines read files from strangers: they get nothing of the environment that is secret. */
export function childEnvironment({ nativePython, assimp }: EnginePrograms = {}): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  const folder = tmpdir();
  return {
    LANG: 'C.UTF-8',
    HOME: folder,
    TMPDIR: folder,
    ...(PATH === undefined ? {} : { PATH }),
    ...(nativePython === undefined ? {} : { [PYTHON_VARIABLE]: nativePython }),
    ...(assimp === undefined ? {} : { [ASSIMP_VARIABLE]: assimp }),
    ...(SystemRoot === undefined ? {} : { SystemRoot, TEMP: folder }),
  };
}

function extension(): string {
  return import.meta.url.slice(import.meta.url.lastIndexOf('.'));
}
