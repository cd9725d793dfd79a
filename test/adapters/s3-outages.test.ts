// What the storage does when its server dies, freezes or fills up; each test has a server of its own.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import t, { type Test } from 'tap';
import type { FileStorage } from '../../src/domain/ports.ts';
import { isProblem } from '../../src/domain/problem.ts';
import { openS3Storage } from '../../src/storage/s3-storage.ts';
import {
  bytesOf,
  keysIn,
  originalKey,
  sha256Of,
  textOf,
  unevenBytes,
  write,
} from '../contracts/file-storage.ts';
import { nextId } from '../contracts/sample-conversion.ts';
import { gate } from '../contracts/until.ts';
import { bucketFor, skip } from './s3-bucket.ts';
import { privateServer } from './s3-private-server.ts';

const MIB = 1024 ** 2;
const SHORT = { connectMs: 500, answerMs: 500, silenceMs: 500, completeMs: 2000 };

t.setTimeout(600_000);

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (isProblem(error) ? error.code : String(error)),
  );

async function* megabytes(count: number) {
  const megabyte = unevenBytes(MIB);
  for (let n = 0; n < count; n++) yield megabyte;
}

async function openOn(t: Test, server: Awaited<ReturnType<typeof privateServer>>, patience = {}) {
  // Nothing is emptied at the end: the server may be dead, and its folder goes.
  const bucket = await bucketFor({ teardown() {} }, server);
  t.teardown(() => bucket.client.destroy());
  const storage = await openS3Storage({ ...bucket.options(t.testdir({})), patience });
  t.teardown(() => storage.close());
  return { bucket, storage };
}

/** Everything that may be asked, by name. */
const questions = (storage: FileStorage, key: string): Record<string, () => Promise<unknown>> => ({
  write: () => write(storage, originalKey('new.stl'), 'x'),
  'write of many parts': () => storage.write(originalKey('new.stl'), megabytes(40)),
  read: async () => (await storage.read(key))?.stream.destroy(),
  stat: () => storage.stat(key),
  remove: () => storage.remove(originalKey('never-there.stl')),
  removeAll: () => storage.removeAll(nextId()),
  list: () => keysIn(storage),
  removeLeftovers: () => storage.removeLeftovers(0),
  ping: () => storage.ping(),
  async fetch() {
    const workspace = await storage.openWorkspace(nextId(), 1);
    await workspace.fetch(key).finally(() => workspace.dispose());
  },
  async store() {
    const id = nextId();
    const workspace = await storage.openWorkspace(id, 1);
    await writeFile(workspace.pathOf('a.glb'), 'x');
    await workspace.store('a.glb', `/converted/${id}/1/a.glb`).finally(() => workspace.dispose());
  },
});

async function everythingIsUnavailable(t: Test, storage: FileStorage, key: string, withinMs: number) {
  await Promise.all(
    Object.entries(questions(storage, key)).map(async ([name, ask]) => {
      const began = performance.now();
      t.equal(await codeOf(ask()), 'dependency_unavailable', name);
      const ms = performance.now() - began;
      t.ok(ms < withinMs, `${name}: within ${withinMs} ms`, { ms });
    }),
  );
}

t.test('a server that is away is said so in seconds, and found again', { skip }, async (t) => {
  const server = await privateServer(t);
  const { storage } = await openOn(t, server);
  const key = originalKey('a.stl');
  await write(storage, key, 'kept');
  await server.kill();
  await everythingIsUnavailable(t, storage, key, 10_000);
  await server.start();
  t.equal(await textOf(await storage.read(key)), 'kept');
  for (const [name, ask] of Object.entries(questions(storage, key)))
    t.equal(await codeOf(ask()), 'done', name);
});

t.test('a server that accepts and says nothing is given up', { skip }, async (t) => {
  const server = await privateServer(t);
  const { storage } = await openOn(t, server, SHORT);
  const key = originalKey('a.stl');
  const bytes = unevenBytes(30 * MIB);
  await write(storage, key, bytes);
  const download = await storage.read(key);
  await server.freeze();
  await Promise.all([
    everythingIsUnavailable(t, storage, key, 40_000),
    codeOf(bytesOf(download)).then((code) => t.equal(code, 'dependency_unavailable', 'a download under way')),
  ]);
  await server.thaw();
  t.equal(sha256Of((await bytesOf(await storage.read(key)))!), sha256Of(bytes));
});

t.test(
  'kill -9 in the middle of an upload: no partial object, and no part in the end',
  { skip },
  async (t) => {
    const server = await privateServer(t);
    const { storage, bucket } = await openOn(t, server);
    const kept = originalKey('kept.stl');
    await write(storage, kept, 'kept');
    const [half, rest] = [gate(), gate()];
    const writing = codeOf(
      storage.write(
        originalKey('half.stl'),
        (async function* () {
          yield* megabytes(40);
          half.open();
          await rest.opened;
          yield* megabytes(40);
        })(),
      ),
    );
    await half.opened;
    await server.kill();
    rest.open();
    t.equal(await writing, 'dependency_unavailable');
    await server.start();
    t.strictSame(await keysIn(storage), [kept]);
    t.strictSame(await bucket.multiparts().then(({ length }) => length), 1, 'the server remembers the parts');
    t.equal(await storage.removeLeftovers(Date.now() + 60_000), 1);
    t.strictSame(await bucket.multiparts(), []);
    t.equal(await textOf(await storage.read(kept)), 'kept');
  },
);

const onTinyDisk = (folder: string) => (command: readonly string[]) => [
  'unshare',
  '-rm',
  'sh',
  '-c',
  `mount -t tmpfs -o size=24m tmpfs '${folder}' && mkdir '${folder}/root' && exec "$@"`,
  'sh',
  ...command,
];
const noMounts = spawnSync('unshare', ['-rm', 'true']).status !== 0;

t.test(
  'a server whose disk is full is said so, and keeps what it has',
  { skip: skip || (noMounts && 'a tiny file system cannot be mounted here (unshare -rm)') },
  async (t) => {
    const server = await privateServer(t, onTinyDisk);
    const { storage } = await openOn(t, server);
    const kept = originalKey('kept.stl');
    await write(storage, kept, 'kept');
    t.equal(
      await codeOf(storage.write(originalKey('a.stl'), megabytes(60))),
      'storage_full',
      'of many parts',
    );
    t.equal(
      await codeOf(storage.write(originalKey('b.stl'), megabytes(7))),
      'done',
      'its parts were removed',
    );
    t.strictSame((await keysIn(storage)).length, 2);
    t.equal(await textOf(await storage.read(kept)), 'kept');
  },
);
