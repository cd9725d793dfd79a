import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, must, startServer } from './server-process.mjs';

const VERSION = 'secantusdb==0.7.0b3';
const VENV = join(CACHE, 'secantusdb');
const PROGRAM = join(VENV, 'bin', 'secantusd-py');

export const isSecantusDbInstalled = () => existsSync(PROGRAM);

/** MongoDB's protocol over WiredTiger: durable, slow. A test tool under the GPL, never shipped. Needs Python 3. */
export async function startSecantusDb({ folder, port, settings = [] }) {
  if (!isSecantusDbInstalled()) {
    mkdirSync(CACHE, { recursive: true });
    must('python3', ['-m', 'venv', VENV]);
    must(join(VENV, 'bin', 'pip'), ['install', '--quiet', VERSION]);
  }
  mkdirSync(folder, { recursive: true });
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--storage-path',
    folder,
    '--log-level',
    'WARNING',
    ...settings,
  ];
  const server = await startServer(PROGRAM, args, { port });
  const url = `mongodb://127.0.0.1:${port}/?journal=true`; // else what was acknowledged may be lost at a kill
  return { ...server, url, env: { MONGODB_TEST_URLS: url } };
}
