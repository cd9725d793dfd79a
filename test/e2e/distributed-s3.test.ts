// Processes that share nothing but a database, a broker and a bucket: each has a folder of its own.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { bucketFor, type S3Server, skip as skipS3, testServer } from '../adapters/s3-bucket.ts';
import { privateServer } from '../adapters/s3-private-server.ts';
import { sha256Of } from '../contracts/file-storage.ts';
import { waitUntil } from '../support/wait-until.ts';
import { cluster, skip as skipServices } from './distributed-processes.ts';
import { accepted, download, get, hasStatus, serve, startServe, upload } from './served-process.ts';

const skip = skipServices || skipS3;

t.setTimeout(600_000);

const settingsOf = (bucket: string, { endpoint, access, secret }: S3Server = testServer()) => ({
  S3_BUCKET: bucket,
  S3_ENDPOINT: endpoint,
  S3_FORCE_PATH_STYLE: 'true',
  S3_ACCESS_KEY_ID: access,
  S3_SECRET_ACCESS_KEY: secret,
  S3_PREFIX: 'e2e',
});

t.test(
  'up to one API, converted by a worker, down from another API, and nothing left',
  { skip },
  async (t) => {
    const bucket = await bucketFor(t);
    const folders = t.testdir({ first: {}, second: {}, worker: {} });
    const { api, worker } = cluster(t, settingsOf(bucket.name));
    const [first, second] = await Promise.all([
      api({ STORAGE_DIR: join(folders, 'first') }),
      api({ STORAGE_DIR: join(folders, 'second') }),
      worker({ STORAGE_DIR: join(folders, 'worker') }),
    ]);
    const id = await accepted(first);
    const { output } = await hasStatus(second, id, 'completed');
    t.match(await bucket.objects(), [/^e2e\/converted\//, /^e2e\/original\//]);
    const whole = await download(second, id);
    t.equal(sha256Of(whole), output?.sha256);

    const file = `${second.address}/api/v1/conversions/${id}/files?type=converted`;
    const part = await fetch(file, { headers: { range: 'bytes=100-299' } });
    t.equal(part.status, 206);
    t.equal(part.headers.get('content-range'), `bytes 100-299/${whole.length}`);
    t.ok(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(100, 300)));
    const beyond = await fetch(file, { headers: { range: `bytes=${whole.length}-` } });
    t.equal(beyond.status, 416);

    const deleted = await fetch(`${first.address}/api/v1/conversions/${id}`, { method: 'DELETE' });
    t.equal(deleted.status, 204);
    t.strictSame(await bucket.objects(), [], 'no object is left');
    t.strictSame(await bucket.multiparts(), []);
    for (const name of ['first', 'second', 'worker'])
      t.strictSame(await readdir(join(folders, name, 'scratch')), [], `${name} keeps no file`);
  },
);

t.test(
  'while S3 is away: 503 for files, and what was accepted is converted afterwards',
  { skip },
  async (t) => {
    const server = await privateServer(t);
    const bucket = await bucketFor({ teardown() {} }, server);
    t.teardown(() => bucket.client.destroy());
    const { api, worker } = cluster(t, settingsOf(bucket.name, server));
    const [served, converting] = await Promise.all([api(), worker()]);
    const done = await accepted(served);
    await hasStatus(served, done, 'completed');
    converting.process.kill('SIGSTOP'); // what is accepted now waits for it
    const id = await accepted(served);
    await server.kill();
    converting.process.kill('SIGCONT');
    const refusals = [
      await fetch(`${served.address}/api/v1/conversions/${done}/files?type=converted`),
      await upload(served),
    ];
    for (const answer of refusals) {
      t.equal(answer.status, 503);
      t.match(await answer.json(), { code: 'dependency_unavailable' });
      t.match(answer.headers.get('retry-after'), /^\d+$/);
      t.match(answer.headers.get('content-type'), 'application/problem+json');
      t.equal(answer.headers.get('etag'), null);
    }
    await waitUntil('an attempt has failed', async () => (await get(served, id)).attempt >= 2, 60_000);
    t.not((await get(served, id)).status, 'failed');
    await server.start();
    const { output } = await hasStatus(served, id, 'completed');
    // The worker saw first that S3 is back; the API tries again when its own wait is over.
    const seesFile = () => download(served, id).then(Boolean, () => false); // a HEAD needs the database alone
    await waitUntil('the API sees S3 again', seesFile, 60_000);
    t.equal(sha256Of(await download(served, id)), output?.sha256);
  },
);

t.test(
  'one process alone may keep its files on S3 too, and says which bucket is missing',
  { skip: skipS3 },
  async (t) => {
    const bucket = await bucketFor(t);
    const folders = t.testdir({ served: {}, other: {}, refused: {} });
    const served = await serve(t, join(folders, 'served'), settingsOf(bucket.name));
    const id = await accepted(served);
    await hasStatus(served, id, 'completed');
    t.equal((await bucket.objects()).length, 2);
    const other = await serve(t, join(folders, 'other'), settingsOf(bucket.name));
    await hasStatus(other, await accepted(other), 'completed');
    t.equal(
      (await bucket.objects()).length,
      4,
      'one that starts on another database removes nothing at once',
    );
    const missing = startServe(t, join(folders, 'refused'), settingsOf('never-made'));
    t.match(await missing.done, {
      code: 1,
      stderr: /The bucket "never-made" does not exist at .+: create it, or /,
    });
  },
);
