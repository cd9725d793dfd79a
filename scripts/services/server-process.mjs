import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

const START_MS = 60_000;
const STOP_MS = 10_000;

/** Where programs and libraries of the services are kept from run to run. */
export const CACHE = fileURLToPath(new URL('../../node_modules/.cache/services/', import.meta.url));

/** Runs a step of an installation; throws with what it printed. */
export function must(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status === 0) return;
  const why = error?.message ?? `${stdout}${stderr}`.trim().slice(-2000);
  throw new Error(`${command} ${args.join(' ')}: ${why}`);
}

/**
 * Starts a server and resolves once its port answers. Its methods end, stop and go on with this process and no other;
 * `start` boots it again as it was.
 */
export async function startServer(command, args, { port, ...options }) {
  let child = await boot(command, args, port, options);
  const end = async (signal) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    child.kill('SIGCONT'); // a frozen one would not hear SIGTERM
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  };
  return {
    kill: () => end('SIGKILL'),
    /** It keeps its connections and says nothing. */
    freeze: async () => void child.kill('SIGSTOP'),
    thaw: async () => void child.kill('SIGCONT'),
    async start() {
      child = await boot(command, args, port, options);
    },
    stop: () => end('SIGTERM'),
  };
}

async function boot(command, args, port, options) {
  const child = spawn(command, args, { stdio: 'ignore', ...options });
  let ended;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended ??= `it ended with ${code ?? signal}`));
  for (const until = Date.now() + START_MS; !(await answers(port)); ) {
    if (ended !== undefined) throw new Error(`${command} did not start: ${ended}`);
    if (Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`${command} did not answer on port ${port}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50)); // a poll for a condition, bounded above
  }
  return child;
}

async function answers(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
