import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import t, { type Test } from 'tap';
import { buildTestApp, listen, type TestApp } from '../support/build-test-app.ts';
import { unzip } from '../support/unzip.ts';
import { waitUntil } from '../support/wait-until.ts';

const UNKNOWN = '0123456789abcdef01234567';
const archive = (...ids: string[]) => `/api/v1/archive?ids=${ids.join(',')}`;

t.test('results lie in it under names of their own, with the time of their end', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const texts = {
    first: 'v 1 0 0\n'.repeat(1000),
    second: 'v 2 0 0\n',
    third: 'v 3 0 0\n',
    fourth: 'v 4 0 0\n',
  };
  const first = await drive.completed({ fileName: 'Größe 齿轮.stl' }, Buffer.from(texts.first));
  const second = await drive.completed({ fileName: 'part.stl' }, Buffer.from(texts.second));
  const third = await drive.completed({ fileName: 'PART.stl' }, Buffer.from(texts.third));
  const fourth = await drive.completed({ fileName: 'part.stl' }, Buffer.from(texts.fourth));
  const answer = await app.inject(archive(first.id, second.id.toUpperCase(), third.id, fourth.id, first.id));
  t.equal(answer.statusCode, 200, answer.body.slice(0, 200));
  t.match(answer.headers, {
    'content-type': 'application/zip',
    'content-disposition': /^attachment; filename="converto-\d{4}-\d\d-\d\d\.zip"$/,
    'cache-control': 'no-store',
    'content-length': undefined,
  });
  t.ok(answer.rawPayload.length < texts.first.length, 'text is deflated');
  const files = [...(await unzip(answer.rawPayload))].map(([name, bytes]) => [name, bytes.toString()]);
  t.strictSame(files, [
    ['Größe 齿轮.obj', texts.first],
    ['part.obj', texts.second],
    ['PART (2).obj', texts.third],
    ['part (3).obj', texts.fourth],
  ]);
  await t.test('by a program that is not ours', { skip: python() }, async (t) => {
    const path = join(t.testdir(), 'a.zip');
    await writeFile(path, answer.rawPayload);
    const script = `import sys, zipfile
zip = zipfile.ZipFile(sys.argv[1])
assert zip.testzip() is None
print([(i.filename, i.file_size) for i in zip.infolist()])`;
    const { stdout, stderr } = spawnSync('python3', ['-c', script, path], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
    });
    t.equal(stderr, '');
    t.equal(
      stdout.trim(),
      "[('Größe 齿轮.obj', 8000), ('part.obj', 8), ('PART (2).obj', 8), ('part (3).obj', 8)]",
    );
  });
  await t.test('by unzip, which shows the times', { skip: unzipProgram() }, async (t) => {
    const path = join(t.testdir(), 'a.zip');
    await writeFile(path, answer.rawPayload);
    t.equal(spawnSync('unzip', ['-t', path]).status, 0);
    const { stdout } = spawnSync('unzip', ['-Z', '-T', path], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC' },
    });
    const ended = new Date(first.completedAt!)
      .toISOString()
      .slice(0, 19)
      .replace(/[-:]/g, '')
      .replace('T', '.');
    t.ok(stdout.includes(ended), stdout);
  });
});

t.test('what is compressed already is stored, and then the length is known', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const bytes = Buffer.from('as it is\n'.repeat(1000));
  const { id } = await drive.completed({ targetFormat: '3mf' }, bytes);
  const draco = await drive.completed({ targetFormat: 'glb', options: { compression: 'draco' } }, bytes);
  const answer = await app.inject(archive(id, draco.id));
  t.equal(Number(answer.headers['content-length']), answer.rawPayload.length);
  t.ok(answer.rawPayload.includes(bytes));
  t.strictSame([...(await unzip(answer.rawPayload)).values()], [bytes, bytes]);
  const mixed = await app.inject(archive(id, (await drive.completed()).id));
  t.equal(mixed.headers['content-length'], undefined);
});

t.test('what cannot be in an archive is refused before its first byte, each id by name', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const good = await drive.completed();
  const running = await drive.inProgress();
  const failed = await drive.failed();
  const expired = await drive.expired();
  const many = Array.from({ length: 101 }, (_, at) => at.toString(16).padStart(24, '0'));
  const cases: [string, number, string, string[]][] = [
    ['/api/v1/archive', 400, 'query_invalid', ['/ids']],
    ['/api/v1/archive?ids=', 400, 'query_invalid', ['/ids']],
    [archive(good.id, 'nonsense', good.id, ''), 400, 'id_malformed', ['/ids/1', '/ids/3']],
    [archive(...many), 400, 'query_invalid', ['/ids/100']],
    [archive(good.id, UNKNOWN), 404, 'conversion_not_found', ['/ids/1']],
    [archive(running.id, good.id, UNKNOWN), 409, 'conversion_not_finished', ['/ids/0', '/ids/2']],
    [archive(good.id, failed.id), 409, 'conversion_has_no_result', ['/ids/1']],
    [archive(good.id, expired.id), 410, 'file_expired', ['/ids/1']],
  ];
  for (const [url, status, code, pointers] of cases) {
    const answer = await app.inject(url);
    t.match([answer.statusCode, answer.json()], [status, { code, status }], url.slice(0, 90));
    t.match(answer.headers['content-type'], 'application/problem+json');
    t.equal(answer.headers['content-disposition'], undefined);
    t.equal(answer.headers['retry-after'] !== undefined, code === 'conversion_not_finished', 'Retry-After');
    t.strictSame(
      answer.json().errors.map(({ pointer }: { pointer: string }) => pointer),
      pointers,
    );
  }
  t.equal((await app.inject({ method: 'HEAD', url: archive(good.id) })).statusCode, 405);
});

t.test('a file that cannot be read breaks the connection, so that nothing looks whole', async (t) => {
  const faults = {
    'it is missing': async () => undefined,
    'it breaks off': async () => ({
      stream: Readable.from(
        (async function* () {
          yield Buffer.from('v 0');
          throw new Error('the disk died');
        })(),
      ),
      sizeBytes: 45,
    }),
    'it is shorter than it was': async () => ({ stream: Readable.from([Buffer.from('v 0')]), sizeBytes: 45 }),
  };
  for (const [what, read] of Object.entries(faults)) {
    const reading: string[] = [];
    const { app, drive } = await buildTestApp(t, ({ storage }) => ({
      storage: {
        ...storage,
        read: (key, range) => {
          reading.push(key);
          return reading.length === 2 ? read() : storage.read(key, range);
        },
      },
    }));
    const ids = [(await drive.completed()).id, (await drive.completed()).id, (await drive.completed()).id];
    const { url } = await listen(t, app);
    const answer = await fetch(url + archive(...ids));
    t.equal(answer.status, 200);
    await t.rejects(answer.arrayBuffer(), what);
    t.equal(reading.length, 2, 'nothing is opened after it');
  }
});

async function openBelow({ folder }: TestApp): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(folder) && target.includes('/converted/')).length;
}

const needsProc = { skip: process.platform === 'linux' ? false : 'needs /proc' };

t.test('a reader that goes away gives the file back, and a slow one holds it back', needsProc, async (t) => {
  const test = await buildTestApp(t);
  const bytes = randomBytes(8_000_000);
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1)
    ids.push((await test.drive.completed({ targetFormat: '3mf' }, bytes)).id);
  const { port } = await listen(t, test.app);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`GET ${archive(...ids)} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  t.equal(await openBelow(test), 1, 'one file is open');
  socket.destroy();
  await waitUntil('it is closed', async () => (await openBelow(test)) === 0);
});

t.test('many and large results need no more memory than one', async (t) => {
  const test = await buildTestApp(t);
  const block = randomBytes(1_000_000);
  const sizeBytes = 30_000_000;
  const bytes = Buffer.concat(Array.from({ length: sizeBytes / block.length }, () => block));
  const ids: string[] = [];
  for (let count = 0; count < 8; count += 1)
    ids.push((await test.drive.completed({ targetFormat: count % 2 ? 'obj' : '3mf' }, bytes)).id);
  const { url } = await listen(t, test.app);
  const { received, most } = await readAndMeasure(t, url + archive(...ids));
  t.ok(received > 7 * sizeBytes, `${received} bytes came`);
  t.ok(most < 100_000_000, `${most} bytes more were held`);
});

/** Reads all of it, and how much memory beside the heap was held at most meanwhile. */
async function readAndMeasure(t: Test, url: string): Promise<{ received: number; most: number }> {
  const held = () => process.memoryUsage().arrayBuffers;
  const before = held();
  let most = 0;
  let received = 0;
  const answer = await fetch(url);
  t.equal(answer.status, 200);
  for await (const chunk of Readable.fromWeb(answer.body as never)) {
    received += (chunk as Uint8Array).length;
    most = Math.max(most, held() - before);
  }
  return { received, most };
}

function python(): string | false {
  return spawnSync('python3', ['--version']).status === 0 ? false : 'needs python3';
}

function unzipProgram(): string | false {
  return spawnSync('unzip', ['-v']).status === 0 ? false : 'needs unzip';
}
