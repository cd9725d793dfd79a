import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { readFromProc, readFromPs } from '../../../src/engines/pool/resident-memory.ts';

const havePs = spawnSync('ps', ['-o', 'rss=', '-p', String(process.pid)]).status === 0;
const NO_PROCESS = 2 ** 22 + 1; // above the largest pid of Linux

t.test('/proc', { skip: process.platform === 'linux' ? false : 'Linux only' }, async (t) => {
  const bytes = (await readFromProc(process.pid)) ?? 0;
  t.ok(Math.abs(bytes - process.memoryUsage.rss()) < 32e6, `${bytes} bytes`);
  t.equal(await readFromProc(NO_PROCESS), undefined);
});

t.test('ps', { skip: havePs ? false : 'no ps with -o rss= here' }, async (t) => {
  const bytes = (await readFromPs(process.pid)) ?? 0;
  t.ok(Math.abs(bytes - process.memoryUsage.rss()) < 32e6, `${bytes} bytes`);
  t.equal(await readFromPs(NO_PROCESS), undefined);
});

const HOLDER = `
  const bytes = Buffer.alloc(200e6, 1);
  process.stdout.write('held');
  process.stdin.on('end', () => process.exit(bytes[0])).resume();
`;

/** Holds 200 MB, as a child of this process. */
async function holdMemory(t: { teardown(end: () => void): unknown }): Promise<ChildProcess> {
  const holder = spawn(process.execPath, ['-e', HOLDER], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.teardown(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  return holder;
}

t.test(
  'what a process has started counts',
  { skip: process.platform !== 'linux' && 'Linux only' },
  async (t) => {
    const before = (await readFromProc(process.pid)) ?? 0;
    await holdMemory(t);
    const after = (await readFromProc(process.pid)) ?? 0;
    t.ok(after - before > 190e6, `${after - before} bytes more`);
  },
);
