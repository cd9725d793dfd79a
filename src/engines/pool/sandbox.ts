import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROBE_TIMEOUT_MS = 10_000;

/** Runs a program where it can harm little: no network, and nothing to write but what it was given. */
export interface Sandbox {
  /** Of the program that makes it, with its version. */
  readonly name: string;
  /** The command line that runs `program` inside. */
  wrap(program: string, args: readonly string[]): { program: string; args: string[] };
  /** One that may write to these folders instead, and whose processes all end with the first one. */
  narrowed(writable: readonly string[]): Sandbox;
}

/**
 * Bubblewrap (https://github.com/containers/bubblewrap) with namespaces of its own for mounts, network and IPC: the
 * whole system read-only, `writable` folders apart, `/dev` with a private `/dev/shm`. The process ids stay those of
 * the system, so that the process group can be killed and its memory watched from outside.
 * @param writable absolute paths of folders that exist
 * @returns the sandbox, or one sentence why there is none: not installed, or the kernel or a container forbids it
 */
export async function findSandbox(writable: readonly string[]): Promise<Sandbox | string> {
  if (process.platform !== 'linux') return 'Sandboxes are known here on Linux only.';
  const flags = flagsFor(writable);
  try {
    const { stdout } = await run('bwrap', ['--version'], { timeout: PROBE_TIMEOUT_MS });
    await run('bwrap', [...flags, process.execPath, '--version'], { timeout: PROBE_TIMEOUT_MS });
    return sandboxOf(stdout.trim(), flags); // "bubblewrap 0.8.0"
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') return 'bubblewrap (bwrap) is not installed.';
    return `bubblewrap does not work here: ${stderr?.trim().split('\n')[0] || String(error)}`;
  }
}

const flagsFor = (writable: readonly string[], ...more: string[]): string[] => [
  '--die-with-parent',
  ...['--ro-bind', '/', '/'],
  ...['--dev', '/dev'],
  ...['--proc', '/proc'],
  ...writable.flatMap((folder) => ['--bind', folder, folder]),
  ...['--unshare-net', '--unshare-ipc'],
  ...more,
  '--',
];

const sandboxOf = (name: string, flags: readonly string[]): Sandbox => ({
  name,
  wrap: (program, args) => ({ program: 'bwrap', args: [...flags, program, ...args] }),
  narrowed: (writable) => sandboxOf(name, flagsFor(writable, '--unshare-pid')),
});
