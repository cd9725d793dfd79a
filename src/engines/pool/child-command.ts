import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The program of a child: beside this file's folder, as TypeScript or compiled like this file itself. */
export const CHILD_ENTRY = new URL(`../child/main${extension()}`, import.meta.url);

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
  const loaders = extension() === '.ts' ? loaderFlags(process.execArgv) : [];
  const heapMegabytes = Math.max(LEAST_HEAP_MEGABYTES, Math.floor((hardRssBytes * HEAP_SHARE) / 1024 ** 2));
  return [...loaders, `--max-old-space-size=${heapMegabytes}`, fileURLToPath(entry), String(parent)];
}

const LOADER_FLAGS = new Set(['--import', '--require', '-r', '--loader', '--experimental-loader']);

/**
 * What a child needs to load TypeScript as this process does. Other flags stay behind: two processes cannot share a
 * debugger's port, and `--eval` or `--watch` would run another program.
 */
export function loaderFlags(flags: readonly string[]): string[] {
  return flags.flatMap((flag, at) => {
    if (!LOADER_FLAGS.has(flag.split('=', 1)[0] ?? '')) return [];
    const value = flags[at + 1];
    return flag.includes('=') || value === undefined ? [flag] : [flag, value];
  });
}

/** For the native CAD engine: the interpreter that has OCCT. */
export const PYTHON_VARIABLE = 'CONVERTO_NATIVE_CAD_PYTHON';

/** Engines read files from strangers: they get nothing of the environment that is secret. */
export function childEnvironment(nativePython?: string): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  const folder = tmpdir();
  return {
    LANG: 'C.UTF-8',
    HOME: folder,
    TMPDIR: folder,
    ...(PATH === undefined ? {} : { PATH }),
    ...(nativePython === undefined ? {} : { [PYTHON_VARIABLE]: nativePython }),
    ...(SystemRoot === undefined ? {} : { SystemRoot, TEMP: folder }),
  };
}

function extension(): string {
  return import.meta.url.slice(import.meta.url.lastIndexOf('.'));
}
