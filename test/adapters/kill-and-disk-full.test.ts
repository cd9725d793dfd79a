import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { open } from 'lmdb';
import t, { type Test } from 'tap';
import { openFilesystemStorage } from '../../src/storage/filesystem-storage.ts';
import { openLmdbConversionStore } from '../../src/store/lmdb-conversion-store.ts';
import { keysIn, textOf } from '../contracts/file-storage.ts';
import { nextId } from '../contracts/sample-conversion.ts';
import { commandOf, startProgram } from './run-program.ts';

async function folderFor(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'converto-kill-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

t.test('kill -9 loses no conversion and no revision that was acknowledged', async (t) => {
  const folder = await folderFor(t);
  const acknowledged = new Map<string, number>();
  for (let round = 0; round < 3; round++) {
    const program = startProgram(t, commandOf('insert-for-ever', folder));
    await program.printed(new RegExp(`(\n.*){${50 + 70 * round}}`));
    program.child.kill('SIGKILL');
    await program.ended;
    for (const line of program.output().split('\n').slice(0, -1)) {
      const [id = '', revision] = line.split(' ');
      acknowledged.set(id, Number(revision));
    }
    const store = await openLmdbConversionStore({ folder });
    for (const [id, revision] of acknowledged) {
      const found = await store.find(id);
      if (found === undefined || found.revision < revision)
        t.fail(`${id} is at ${found?.revision}, not ${revision}`);
    }
    const { conversions, total } = await store.list({ tag: 'durable' }, { limit: 10_000, skip: 0 });
    t.ok(
      conversions.length >= acknowledged.size && acknowledged.size > 10,
      `${conversions.length} conversions`,
    );
    t.equal(conversions.length, total, 'index and total agree');
    const counts = await store.countByStatus(1_000_000);
    t.equal(counts.pending + counts.in_progress, total);
    await store.close();
  }
});

t.test('a store of a newer format refuses to open and is not changed', async (t) => {
  const folder = await folderFor(t);
  await (await openLmdbConversionStore({ folder })).close();
  const root = open({ path: folder, noSubdir: false, maxDbs: 6 });
  await root.openDB({ name: 'meta', encoding: 'string' }).put('format', '2');
  await root.close();
  const expected = `The conversions in ${folder} were written in format 2 by a newer converto, and this one reads format 1: start the newer one, or choose another data folder.`;
  await t.rejects(openLmdbConversionStore({ folder }), { message: expected });
  await t.rejects(openLmdbConversionStore({ folder }), { message: expected }, 'also the second time');
});

t.test('a file that is no database is refused in one sentence', async (t) => {
  for (const bytes of [
    Buffer.alloc(20_000, 7),
    Buffer.alloc(20_000),
    Buffer.from('SQLite format 3'),
    Buffer.alloc(4096),
  ]) {
    const folder = await folderFor(t);
    const path = join(folder, 'data.mdb');
    await writeFile(path, bytes);
    await t.rejects(openLmdbConversionStore({ folder }), {
      message: `${path} is damaged or not a database of converto: restore it from a copy, or choose another data folder.`,
    });
    t.ok((await readFile(path)).equals(bytes), 'and it is left as it was');
  }
  const empty = await folderFor(t);
  await writeFile(join(empty, 'data.mdb'), '');
  await (await openLmdbConversionStore({ folder: empty })).close();
});

t.test('kill -9 while files are written leaves nothing visible, and the rest is tidied up', async (t) => {
  const folder = await folderFor(t);
  const id = nextId();
  const program = startProgram(t, commandOf('write-and-hang', folder, id));
  await program.printed('half-way');
  program.child.kill('SIGKILL');
  await program.ended;
  t.equal((await readdir(join(folder, '.incoming'))).length, 1, 'there was something to tidy up');
  const storage = await openFilesystemStorage({ folder });
  t.strictSame(await keysIn(storage), [`/original/${id}/whole.stl`]);
  t.equal(await textOf(await storage.read(`/original/${id}/whole.stl`)), 'whole');
  t.equal(await storage.removeLeftovers(Date.now() + 60_000), 2, 'half a file and a workspace');
  t.strictSame(await readdir(join(folder, '.incoming')), []);
  t.strictSame(await readdir(join(folder, '.work')), []);
  t.equal(await textOf(await storage.read(`/original/${id}/whole.stl`)), 'whole', 'the lent file stays');
});

const tmpfs = (folder: string, command: string): [string, ...string[]] => [
  'unshare',
  '-rm',
  'sh',
  '-c',
  `mount -t tmpfs -o size=1m tmpfs '${folder}' && exec ${command}`,
];
const [program, ...args] = tmpfs(tmpdir(), 'true');
const skip =
  spawnSync(program, args).status === 0 ? false : 'a tiny file system cannot be mounted here (unshare -rm)';

async function onTinyDisk(t: Test, what: string): Promise<unknown> {
  const folder = await folderFor(t);
  const command = commandOf('fill-the-disk', what, folder).map((word) => `'${word}'`);
  const [file, ...rest] = tmpfs(folder, command.join(' '));
  const { stdout } = await promisify(execFile)(file, rest);
  return JSON.parse(stdout);
}

t.test('a full disk refuses a file with storage_full and keeps nothing of it', { skip }, async (t) => {
  t.strictSame(await onTinyDisk(t, 'files'), {
    first: 'done',
    tooMuch: 'storage_full',
    incoming: [],
    names: ['small.stl'],
    again: 'done',
    ping: 'done',
  });
});

t.test('a full disk refuses a conversion with storage_full and keeps all others', { skip }, async (t) => {
  const report = (await onTinyDisk(t, 'store')) as Record<string, unknown>;
  t.equal(report.refusal, 'storage_full');
  t.equal(report.alone, 'storage_full');
  t.equal(report.readable, true);
  t.ok(Number(report.inserted) > 50, `${report.inserted} conversions fit`);
  t.equal(report.total, report.inserted);
  t.equal(report.tagged, report.inserted);
});

t.test(
  'an open file is closed with its stream',
  { skip: process.platform !== 'linux' && 'needs /proc' },
  async (t) => {
    const folder = await folderFor(t);
    const storage = await openFilesystemStorage({ folder });
    const key = `/original/${nextId()}/a.stl`;
    await storage.write(
      key,
      (async function* () {
        yield Buffer.alloc(1_000_000);
      })(),
    );
    const openFiles = async () => (await readdir('/proc/self/fd')).length;
    const before = await openFiles();
    for (let n = 0; n < 50; n++) {
      const file = await storage.read(key, n % 2 === 0 ? { start: n, end: 999_000 } : undefined);
      if (n % 3 === 0) for await (const _chunk of file!.stream);
      else if (n % 3 === 1) for await (const _chunk of file!.stream) break;
      else file!.stream.destroy();
      await storage.read(key, { start: 1_000_000, end: 1_000_001 }).catch(() => {});
    }
    for (let turn = 0; turn < 50 && (await openFiles()) > before; turn++)
      await new Promise((resolve) => setImmediate(resolve));
    t.ok((await openFiles()) <= before, 'none is left open');
  },
);
