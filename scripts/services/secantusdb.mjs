import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, must, startServer } from './server-process.mjs';

const VERSION = 'secantusdb==0.7.0b3';
const VENV = join(CACHE, 'secantusdb');
const PROGRAM = join(VENV, 'bin', 'secantusd-py');

/** MongoDB's protocol over WiredTiger: durable, slow. A test tool under the GPL, never shipped. Needs Python 3. */
export async function startSecantusDb({ folder, port }) {
  if (!existsSync(PROGRAM)) {
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
  ];
  const server = await startServer(PROGRAM, args, { port });
  return { ...server, env: { MONGODB_TEST_URLS: `mongodb://127.0.0.1:${port}/?journal=true` } };
}
