import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, must, startServer } from './server-process.mjs';

const VERSION = 'v1.8.0';
const FOLDER = join(CACHE, `versitygw-${VERSION}`);
const PROGRAM = join(FOLDER, 'versitygw');

/** Needs Go where it is not installed yet: more than a minute once. */
export function installVersityGw() {
  if (existsSync(PROGRAM)) return PROGRAM;
  mkdirSync(FOLDER, { recursive: true });
  must('go', ['install', `github.com/versity/versitygw/cmd/versitygw@${VERSION}`], {
    env: { ...process.env, GOBIN: FOLDER, GOFLAGS: '' },
  });
  return PROGRAM;
}

/**
 * Starts a server on the folder, which survives it.
 * @param wrap makes another command line of it, such as one in a namespace of its own
 */
export async function startVersityGw({ folder, port, wrap = (command) => command }) {
  const root = join(folder, 'root');
  mkdirSync(root, { recursive: true });
  const keys = { access: 'converto', secret: randomBytes(16).toString('hex') };
  const address = `127.0.0.1:${port}`;
  const [command, ...args] = wrap([
    installVersityGw(),
    '--quiet',
    '--keep-alive',
    '--port',
    address,
    'posix',
    root,
  ]);
  const env = { ...process.env, ROOT_ACCESS_KEY: keys.access, ROOT_SECRET_KEY: keys.secret };
  return {
    ...(await startServer(command, args, { port, env })),
    endpoint: `http://${address}`,
    ...keys,
    env: {
      S3_TEST_ENDPOINT: `http://${address}`,
      S3_TEST_ACCESS_KEY: keys.access,
      S3_TEST_SECRET_KEY: keys.secret,
    },
  };
}
