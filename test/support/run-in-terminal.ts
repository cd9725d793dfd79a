import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

// What a terminal would show comes out of its standard output; what is written to its standard input is typed.
const TERMINAL = `
import fcntl, os, pty, struct, sys, termios
def ready(fd):
    return os.read(fd, 65536)
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 30, 120, 0, 0))
try:
    pty._copy(fd, ready)
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
`;

export const skipWithoutTerminals =
  process.platform !== 'win32' && spawnSync('python3', ['-c', 'import pty']).status === 0
    ? false
    : 'needs python3, whose module pty makes terminals';

export interface TerminalRun {
  process: ChildProcess;
  /** What was shown so far, with all control sequences. */
  shown(): string;
  type(text: string): void;
  done: Promise<{ code: number | null; shown: string }>;
}

/** Runs Node in a pseudo-terminal of 120 columns and 30 rows. */
export function startInTerminal(args: readonly string[], env: NodeJS.ProcessEnv = {}): TerminalRun {
  const child = spawn('python3', ['-c', TERMINAL, process.execPath, ...args], {
    env: { ...process.env, TERM: 'xterm-256color', NATIVE_CAD: 'off', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const done = once(child, 'close').then(([code]) => ({ code: code as number | null, shown }));
  return { process: child, shown: () => shown, type: (text) => void child.stdin.write(text), done };
}
