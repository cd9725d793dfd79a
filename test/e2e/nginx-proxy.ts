/** deploy/nginx.conf as it is, but for its ports and its name server, in a real nginx. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { freePort } from '../../scripts/services/free-port.mjs';
import { waitUntil } from '../support/wait-until.ts';
import { type NameServer, startNameServer } from './name-server.ts';

const REAL = new URL('../../deploy/nginx.conf', import.meta.url);
const DEBIANS = '/usr/sbin/nginx';
const program = process.env.NGINX_TEST_PROGRAM ?? (existsSync(DEBIANS) ? DEBIANS : undefined);

/** Other addresses than 127.0.0.1 are on every loopback of Linux only. */
export const needsNginx =
  program === undefined ? 'needs nginx' : process.platform === 'linux' ? false : 'needs Linux';

export interface Proxy {
  address: string;
  port: number;
  /** Which addresses `api` has. */
  names: NameServer;
  /** What nginx says of itself: warnings and worse. */
  said(): Promise<string>;
}

/** @param apiPort where every API listens, each on an address of its own */
export async function startNginx(t: Test, apiPort: number): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'nginx-')); // t.testdir would empty that of the test
  const names = await startNameServer(t);
  const port = await freePort();
  await mkdir(join(folder, 'temporary'));
  await writeFile(
    join(folder, 'server.conf'),
    adapted(await readFile(REAL, 'utf8'), {
      'resolver 127.0.0.11 valid=5s': `resolver 127.0.0.1:${names.port} valid=1s`,
      'http://api:3000': `http://api:${apiPort}`,
      'listen 80;': `listen 127.0.0.1:${port};`,
    }),
  );
  await writeFile(join(folder, 'nginx.conf'), mainConfig(folder));
  const nginx = spawn(
    program!,
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')],
    {
      stdio: 'inherit',
    },
  );
  t.teardown(async () => {
    const ended = once(nginx, 'exit');
    if (nginx.kill('SIGTERM')) await ended;
    await rm(folder, { recursive: true });
  });
  const address = `http://127.0.0.1:${port}`;
  await waitUntil('nginx answers', async () => {
    if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}`);
    return fetch(`${address}/-/nginx`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return { address, port, names, said: () => readFile(join(folder, 'error.log'), 'utf8') };
}

function adapted(text: string, changes: Record<string, string>): string {
  return Object.entries(changes).reduce((changed, [from, to]) => {
    if (changed.split(from).length !== 2) throw new Error(`deploy/nginx.conf does not say "${from}" once`);
    return changed.replace(from, to);
  }, text);
}

/** What the image of nginx has around the server, with every file in the folder. */
const mainConfig = (folder: string): string => `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 512; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/temporary/${name};`).join('\n  ')}
  include ${folder}/server.conf;
}
`;
