import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The same place as seen from src and from dist. */
const PROGRAM = fileURLToPath(new URL('../../../src/engines/native/host/main.py', import.meta.url));

/** Alone with its own files: no site of the user, no bytecode written beside the program. */
export const hostArguments = (program = PROGRAM): string[] => ['-I', '-B', program];

const MIB = 1024 * 1024;

/**
 * Nothing that is secret, and the same wherever it is started: memory must look the same. A fork gets new memory in
 * pieces of megabytes, which costs less than page by page, and the order of sets in Python does not vary.
 */
export const hostEnvironment = (): NodeJS.ProcessEnv => ({
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  PATH: '/usr/bin:/bin',
  HOME: tmpdir(),
  TMPDIR: tmpdir(),
  PYTHONHASHSEED: '0',
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
  MALLOC_TOP_PAD_: String(64 * MIB),
  MALLOC_TRIM_THRESHOLD_: String(1024 * MIB),
});
