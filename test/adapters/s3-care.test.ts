// What only S3 has: a bucket that holds other things too, multipart uploads, memory, and reasons not to open.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import t, { type Test } from 'tap';
import { openS3Storage } from '../../src/storage/s3-storage.ts';
import { openScratch } from '../../src/storage/scratch.ts';
import { keysIn, originalKey, unevenBytes, write } from '../contracts/file-storage.ts';
import { nextId } from '../contracts/sample-conversion.ts';
import { gate } from '../contracts/until.ts';
import { bucketFor, skip, testServer } from './s3-bucket.ts';

const MINUTE_MS = 60_000;
const MIB = 1024 ** 2;

async function openIn(t: Test, bucket: Awaited<ReturnType<typeof bucketFor>>, prefix?: string) {
  const options = bucket.options(t.testdir({}));
  const storage = await openS3Storage(prefix === undefined ? options : { ...options, prefix });
  t.teardown(() => storage.close());
  return storage;
}

async function* megabytes(count: number) {
  const megabyte = unevenBytes(MIB);
  for (let n = 0; n < count * 16; n++) yield megabyte.subarray((n % 16) * 65_536, ((n % 16) + 1) * 65_536);
}

t.test('an upload of many parts that is broken off leaves no part', { skip }, async (t) => {
  const bucket = await bucketFor(t);
  const storage = await openIn(t, bucket);
  const abort = new AbortController();
  const reason = new Error('the client went away');
  const [underWay, never] = [gate(), gate()];
  const writing = storage.write(
    originalKey('a.stl'),
    (async function* () {
      yield* megabytes(40);
      underWay.open();
      await never.opened;
    })(),
    { signal: abort.signal },
  );
  await underWay.opened;
  t.equal((await bucket.multiparts()).length, 1, 'it had begun');
  t.equal(
    await storage.removeLeftovers(Date.now() + MINUTE_MS),
    0,
    'what this process uploads is no leftover',
  );
  abort.abort(reason);
  t.equal(await writing.catch((error) => error), reason);
  t.strictSame(await bucket.multiparts(), []);
  t.strictSame(await bucket.objects(), []);
});

t.test('what others keep in the bucket is left alone', { skip }, async (t) => {
  const bucket = await bucketFor(t);
  const storage = await openIn(t, bucket, '');
  const id = nextId();
  const foreign = ['notes.txt', 'original/readme.txt', `other/original/${id}/a.stl`, `original/${id}0/a.stl`];
  for (const Key of foreign)
    await bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body: 'x' }));
  await bucket.client.send(new CreateMultipartUploadCommand({ Bucket: bucket.name, Key: 'backup.tar' }));
  await bucket.client.send(
    new CreateMultipartUploadCommand({ Bucket: bucket.name, Key: `original/${nextId()}/ours.stl` }),
  );
  await write(storage, originalKey('a.stl', id), 'x');
  t.strictSame(await keysIn(storage), [originalKey('a.stl', id)]);
  await storage.removeAll(id);
  t.equal(await storage.removeLeftovers(Date.now() - MINUTE_MS), 0, 'too young');
  t.equal(await storage.removeLeftovers(Date.now() + MINUTE_MS), 1, 'ours, of a process that died');
  t.strictSame((await bucket.objects()).sort(), foreign.toSorted());
  t.strictSame(await bucket.multiparts(), ['backup.tar']);
  const other = await openIn(t, bucket, 'other/');
  t.strictSame(await keysIn(other), [originalKey('a.stl', id)], 'a prefix is a storage of its own');
});

t.test('more than a page is listed and removed', { skip }, async (t) => {
  const bucket = await bucketFor(t);
  const storage = await openIn(t, bucket);
  const id = nextId();
  const keys = Array.from({ length: 1003 }, (_, n) => `/converted/${id}/${n}/a.glb`);
  const left = keys.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const key of left) await write(storage, key, 'x');
    }),
  );
  t.strictSame(await keysIn(storage), keys.toSorted());
  await storage.removeAll(id);
  t.strictSame(await keysIn(storage), []);
});

t.test('300 MB go up and come back in constant memory', { skip }, async (t) => {
  const bucket = await bucketFor(t);
  const storage = await openIn(t, bucket);
  const key = originalKey('large.stl');
  await storage.write(key, megabytes(40)); // code and buffers that stay
  const before = process.memoryUsage().rss;
  let peak = before;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage().rss);
  };
  const { sizeBytes } = await storage.write(
    key,
    (async function* () {
      for await (const chunk of megabytes(300)) {
        look();
        yield chunk;
      }
    })(),
  );
  t.equal(sizeBytes, 300 * MIB);
  let received = 0;
  for await (const chunk of (await storage.read(key))!.stream) {
    received += chunk.length;
    look();
  }
  t.equal(received, sizeBytes);
  t.ok(peak - before < 150 * MIB, `grew by ${Math.round((peak - before) / MIB)} MiB`);
});

t.test('a bucket that cannot be used is a sentence', { skip }, async (t) => {
  const bucket = await bucketFor(t);
  const options = bucket.options(t.testdir({}));
  const { endpoint } = testServer();
  await t.rejects(openS3Storage({ ...options, bucket: 'never-made' }), {
    message: `The bucket "never-made" does not exist at ${endpoint}: create it, or set S3_BUCKET to one that exists.`,
  });
  const credentials = { ...options.credentials!, secretAccessKey: 'wrong' };
  await t.rejects(openS3Storage({ ...options, credentials }), {
    message: /refuses these credentials: check /,
  });
});

t.test('a scratch folder may be shared, and is asked for room before it is filled', async (t) => {
  const folder = t.testdir({ 'a file of somebody': 'x', 'converto-notes': {} });
  const scratch = await openScratch(folder);
  const [mine, dead] = [await scratch.makeFolder(nextId(), 1), await scratch.makeFolder(nextId(), 2)];
  await mkdir(join(dead, 'deep'));
  await writeFile(join(dead, 'deep', 'half.glb'), 'x');
  scratch.release(dead);
  t.equal(await scratch.removeLeftovers(Date.now() - MINUTE_MS), 0);
  t.equal(await scratch.removeLeftovers(Date.now() + MINUTE_MS), 1);
  t.strictSame(
    (await readdir(folder)).map((name) => join(folder, name)).sort(),
    ['a file of somebody', 'converto-notes']
      .map((name) => join(folder, name))
      .concat(mine)
      .sort(),
  );
  await scratch.requireRoom(1);
  await t.rejects(scratch.requireRoom(2 ** 60), { code: 'storage_full' });
});
