// Downloads that are cut, overtaken or disturbed, over a real connection.
import { createHash } from 'node:crypto';
import { readdir, readlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import t from 'tap';
import { buildTestApp, listen, type TestApp } from '../support/build-test-app.ts';
import { waitUntil } from '../support/wait-until.ts';

const UPLOADS = '/api/v1/conversions';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function openBelow({ folder }: TestApp): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => /\/(original|converted)\//.test(target) && target.startsWith(folder))
    .length;
}

t.test(
  'a client that goes away gives the file back',
  { skip: process.platform === 'linux' ? false : 'needs /proc' },
  async (t) => {
    const test = await buildTestApp(t);
    const { id } = await test.drive.completed({ bytes: Buffer.alloc(30_000_000, 7) });
    const { port } = await listen(t, test.app);
    for (const header of ['', 'Range: bytes=1000-\r\n']) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(`GET ${UPLOADS}/${id}/files?type=original HTTP/1.1\r\nHost: x\r\n${header}\r\n`);
      await new Promise((resolve) => socket.once('data', resolve));
      socket.pause();
      t.equal(await openBelow(test), 1, 'open while it is sent');
      socket.destroy();
      await waitUntil('it is closed', async () => (await openBelow(test)) === 0);
    }
  },
);

t.test('a deletion does not break a download under way', async (t) => {
  const test = await buildTestApp(t);
  const bytes = Buffer.alloc(30_000_000, 7);
  const { id } = await test.drive.completed({ bytes });
  const { url } = await listen(t, test.app);
  const response = await fetch(`${url}${UPLOADS}/${id}/files?type=original`);
  t.equal((await test.app.inject({ method: 'DELETE', url: `${UPLOADS}/${id}` })).statusCode, 204);
  const hash = createHash('sha256');
  for await (const chunk of Readable.fromWeb(response.body as never)) hash.update(chunk);
  t.equal(hash.digest('hex'), sha256(bytes));
});

t.test('rubbish on the connection does not get into a download', async (t) => {
  const test = await buildTestApp(t);
  const { id } = await test.drive.completed({ bytes: Buffer.alloc(30_000_000, 7) });
  const { port } = await listen(t, test.app);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  let received = Buffer.alloc(0);
  socket.write(`GET ${UPLOADS}/${id}/files?type=original HTTP/1.1\r\nHost: x\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.write('\x01\x02 this is no request\r\n\r\n');
  socket.on('data', (chunk) => (received = Buffer.concat([received, chunk])));
  await new Promise((resolve) => socket.once('close', resolve));
  t.equal(received.indexOf('HTTP/1.1'), -1, 'no second answer within the first');
});
