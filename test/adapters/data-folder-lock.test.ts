import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { lockDataFolder } from '../../src/store/data-folder-lock.ts';
import { commandOf, startProgram } from './run-program.ts';

async function folderFor(t: Test, ...deeper: string[]): Promise<string> {
  const top = await mkdtemp(join(tmpdir(), 'converto-lock-'));
  t.teardown(() => rm(top, { recursive: true }));
  const folder = join(top, ...deeper);
  await mkdir(folder, { recursive: true });
  return folder;
}

const holder = (t: Test, folder: string) => startProgram(t, commandOf('hold-lock', folder));

t.test('a second process is refused, in one sentence that names the folder', async (t) => {
  const folder = await folderFor(t);
  const first = holder(t, folder);
  await first.printed('held');
  await t.rejects(lockDataFolder(folder), {
    message: `The data folder ${folder} is in use by another converto: stop that one, or choose another folder.`,
  });
  const second = holder(t, folder);
  await second.printed('is in use');
  t.strictSame(await second.ended, { code: 0, signal: null });
});

t.test('kill -9 releases it, and so does release', async (t) => {
  const folder = await folderFor(t);
  for (let round = 0; round < 3; round++) {
    const killed = holder(t, folder);
    await killed.printed('held');
    killed.child.kill('SIGKILL');
    await killed.ended;
  }
  const polite = holder(t, folder);
  await polite.printed('held');
  polite.child.stdin.write('release\n');
  await polite.printed('released');
  const lock = await lockDataFolder(folder);
  await lock.release();
  t.strictSame(await readdir(join(folder, '.lock')), [], 'the sockets of the dead were removed');
  await polite.ended;
});

t.test('a process that is stopped, not dead, still holds it', async (t) => {
  const folder = await folderFor(t);
  const stopped = holder(t, folder);
  await stopped.printed('held');
  stopped.child.kill('SIGSTOP');
  await t.rejects(lockDataFolder(folder), /is in use/);
});

t.test('of many processes that start together exactly one holds it', async (t) => {
  const folder = await folderFor(t);
  const dead = holder(t, folder);
  await dead.printed('held');
  dead.child.kill('SIGKILL'); // so that all of them find a stale socket, too
  await dead.ended;
  const programs = Array.from({ length: 6 }, () => holder(t, folder));
  await Promise.all(programs.map((program) => program.printed(/held|in use/)));
  const held = programs.filter((program) => program.output().includes('held'));
  t.equal(held.length, 1);
});

t.test('of many attempts in one process exactly one succeeds, and afterwards the next', async (t) => {
  const folder = await folderFor(t);
  for (let round = 0; round < 20; round++) {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataFolder(folder)));
    const locks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    t.equal(locks.length, 1);
    await locks[0]?.release();
  }
});

/** Answers as another starting process would, in turn; its last answer stays. */
async function fakeProcess(t: Test, folder: string, name: string, answers: string[]): Promise<void> {
  await mkdir(join(folder, '.lock'), { recursive: true });
  const server = createServer((socket) => {
    socket.end((answers.length > 1 ? answers.shift() : answers[0]) ?? '');
    if (answers[0] === 'gone') server.close();
  });
  await new Promise<void>((resolve) => server.listen(join(folder, '.lock', name), resolve));
  t.teardown(() => server.close());
}

t.test(
  'of two that start together the one whose name sorts first waits for the other to decide',
  async (t) => {
    const [last, first] = ['f'.repeat(16), '0'.repeat(16)];
    const wins = await folderFor(t);
    await fakeProcess(t, wins, last, ['starting', 'starting', 'holding']);
    await t.rejects(lockDataFolder(wins), /is in use/, 'the other had looked before');
    const givesUp = await folderFor(t);
    await fakeProcess(t, givesUp, last, ['starting', 'starting', 'gone']);
    await (await lockDataFolder(givesUp)).release();
    const sortsFirst = await folderFor(t);
    await fakeProcess(t, sortsFirst, first, ['starting']);
    await t.rejects(lockDataFolder(sortsFirst), /is in use/, 'the other goes on');
  },
);

t.test('the path of the folder may be long, relative or a link', async (t) => {
  const folder = await folderFor(t, 'a'.repeat(100), 'ü'.repeat(60), 'deep');
  const lock = await lockDataFolder(folder);
  const other = holder(t, folder);
  await other.printed('is in use');
  await lock.release();
  const next = holder(t, folder);
  await next.printed('held');
  await t.rejects(lockDataFolder(join(folder, '..', 'deep')), /is in use/);
});

t.test('two folders do not meet', async (t) => {
  const [one, two] = [await lockDataFolder(await folderFor(t)), await lockDataFolder(await folderFor(t))];
  await one.release();
  await two.release();
  t.pass('both were locked');
});
