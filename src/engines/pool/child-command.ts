import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The program of a child: beside this file's folder, as TypeScript or compiled like this file itself. */
export const CHILD_ENTRY = new URL(`../child/main${extension()}`, import.meta.url);

/**
 * Arguments of `node` for one child. Loaders of TypeScript are passed on where this process needs them itself; flags
 * of debuggers never are: two processes cannot listen on one port.
 */
export function childArguments(entry: URL, maxHeapBytes: number): string[] {
  const loaders =
    extension() === '.ts' ? process.execArgv.filter((flag) => !/^--(inspect|prof|test)/.test(flag)) : [];
  const heapMegabytes = Math.max(64, Math.floor(maxHeapBytes / 1024 ** 2));
  return [...loaders, `--max-old-space-size=${heapMegabytes}`, fileURLToPath(entry), String(process.pid)];
}

/** Engines read files from strangers: they get nothing of the environment that is secret. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  const folder = tmpdir();
  return {
    LANG: 'C.UTF-8',
    HOME: folder,
    TMPDIR: folder,
    ...(PATH === undefined ? {} : { PATH }),
    ...(SystemRoot === undefined ? {} : { SystemRoot, TEMP: folder }),
  };
}

function extension(): string {
  return import.meta.url.slice(import.meta.url.lastIndexOf('.'));
}
