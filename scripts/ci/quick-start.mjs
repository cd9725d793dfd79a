// Runs the quick start of the README as it is written: the start command, and beside it the curl commands.
// Then: Ctrl-C ends with 0 and a second start still has the conversion.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { readmeBlock } from './readme.mjs';

const BASE = 'http://127.0.0.1:3000';
const INSTALL_MS = 10 * 60_000;

async function withServer(use) {
  const server = spawn('sh', ['-c', `exec ${readmeBlock('start').trim()}`], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const exited = once(server, 'exit');
  try {
    await ready(server);
    await use();
  } finally {
    if (running(server)) process.kill(-server.pid, 'SIGINT'); // what a terminal does on Ctrl-C: the whole foreground group
  }
  const [code, signal] = await exited;
  if (code !== 0) throw new Error(`the server ended with ${signal ?? code} on Ctrl-C, not with 0`);
}

const running = (child) => child.exitCode === null && child.signalCode === null;

async function ready(server) {
  for (const until = Date.now() + INSTALL_MS; Date.now() < until; ) {
    if (!running(server))
      throw new Error(`the server ended with ${server.signalCode ?? server.exitCode} before it was ready`);
    const answer = await fetch(`${BASE}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200)); // a poll for a condition, bounded above
  }
  throw new Error('the server was not ready in time');
}

const total = async () => (await (await fetch(`${BASE}/api/v1/conversions`)).json()).total;

if (spawnSync('curl', ['--version']).status !== 0) {
  console.log('SKIPPED: the quick start needs curl');
  process.exit(0);
}

try {
  let conversions = 0;
  await withServer(async () => {
    const commands = readmeBlock('first-conversion');
    process.stdout.write(commands);
    const { status } = spawnSync('sh', ['-euc', commands], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`the first conversion ended with ${status}`);
    if (readFileSync('bracket.glb').toString('latin1', 0, 4) !== 'glTF')
      throw new Error('bracket.glb is no GLB');
    conversions = await total();
  });
  await withServer(async () => {
    if ((await total()) !== conversions) throw new Error('the second start does not have every conversion');
  });
  console.log('The quick start works as written.');
} finally {
  rmSync('bracket.glb', { force: true });
}
