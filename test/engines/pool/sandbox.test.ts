// Engines in bubblewrap. Skipped, visibly, where it is not installed or the kernel forbids it.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { findSandbox } from '../../../src/engines/pool/sandbox.ts';
import { openHostilePool, pidOf } from '../../support/hostile-pool.ts';
import { isAlive } from '../../support/processes.ts';
import { waitUntil } from '../../support/wait-until.ts';

const probe = await findSandbox([]);
const skip = typeof probe === 'string' ? probe : false;

/** A pool whose children may write in its folder only. */
async function openSandboxed(
  t: Parameters<typeof openHostilePool>[0],
  options: Parameters<typeof openHostilePool>[1] = {},
) {
  const folder = t.testdir({ outside: {}, work: { 'source.stl': 'solid whole\nendsolid whole\n' } });
  const sandbox = await findSandbox([join(folder, 'work')]);
  if (typeof sandbox === 'string') throw new Error(sandbox);
  const pool = openHostilePool(t, { sandbox, ...options });
  const job = (mood: string, file: string | number = '') => ({
    ...pool.job({ mood, file }),
    sourcePath: join(folder, 'work', 'source.stl'),
    targetPath: join(folder, 'work', 'target.obj'),
  });
  return { pool, folder, job };
}

t.test('an engine converts in it', { skip }, async (t) => {
  const { pool, job } = await openSandboxed(t);
  const wanted = job('copies');
  const report = await pool.run('', { job: wanted });
  t.equal(readFileSync(wanted.targetPath, 'utf8'), readFileSync(wanted.sourcePath, 'utf8'));
  t.equal(pidOf(await pool.run('', { job: wanted })), pidOf(report), 'one warm child serves both');
});

t.test('it writes nothing outside of its folder', { skip }, async (t) => {
  const { pool, folder, job } = await openSandboxed(t);
  const elsewhere = join(folder, 'outside', 'owned');
  await t.rejects(pool.run('', { job: job('writes elsewhere', elsewhere) }), { code: 'engine_crashed' });
  t.equal(existsSync(elsewhere), false);
  await t.resolves(pool.run('', { job: job('writes elsewhere', join(folder, 'work', 'mine')) }));
});

t.test('it has no network, not even this machine', { skip }, async (t) => {
  const { pool, job } = await openSandboxed(t);
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  await t.rejects(pool.run('', { job: job('calls home', port) }), { code: 'engine_crashed' });
  t.equal(calls, 0);
});

t.test('it ends with its pool, and when it takes too long', { skip }, async (t) => {
  const { pool, folder, job } = await openSandboxed(t);
  const file = join(folder, 'work', 'pid');
  const stop = new AbortController();
  const running = pool.run('', { job: job('loops for ever', file), signal: stop.signal });
  await waitUntil('it loops', () => existsSync(file) && readFileSync(file, 'utf8') !== '');
  const pid = Number(readFileSync(file, 'utf8'));
  t.ok(isAlive(pid));
  stop.abort(new Error('enough'));
  await t.rejects(running, { message: 'enough' });
  await waitUntil('it is gone', () => !isAlive(pid));
});

t.test('an engine that takes too much memory is stopped', { skip }, async (t) => {
  const { pool, job } = await openSandboxed(t, { hardRssBytes: 300e6 });
  await t.rejects(pool.run('', { job: job('allocates buffers') }), { code: 'engine_out_of_memory' });
  await t.resolves(pool.run('', { job: job('copies') }), 'the next one has a new process');
});

t.test('a program that cannot be found is one sentence', async (t) => {
  const path = process.env.PATH;
  process.env.PATH = t.testdir();
  t.teardown(() => {
    process.env.PATH = path;
  });
  t.match(await findSandbox([]), /^bubblewrap \(bwrap\) is not installed\.$|^Sandboxes are known/);
});
