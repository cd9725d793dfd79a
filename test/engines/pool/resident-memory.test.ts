import { spawnSync } from 'node:child_process';
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
