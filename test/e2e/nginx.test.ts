// deploy/nginx.conf in a real nginx, in front of real processes.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { freePort } from '../../scripts/services/free-port.mjs';
import { openStream } from '../events/sse-client.ts';
import { FORM_END, partHead } from '../support/multipart.ts';
import { rawClient } from '../support/raw-http.ts';
import { BLOCK, CHUNKED, head, keepSending, STL_START, TO_OBJ } from '../support/slow-upload.ts';
import { waitUntil } from '../support/wait-until.ts';
import { cluster, skip } from './distributed-processes.ts';
import { needsNginx, startNginx } from './nginx-proxy.ts';
import {
  accepted,
  get,
  hasStatus,
  list,
  type Served,
  serve,
  stopEngines,
  storedFiles,
  upload,
} from './served-process.ts';

t.setTimeout(600_000);

const HERE = '127.0.0.1';
const NOBODY = '127.0.0.2'; // an address of this machine on which nothing listens
const MIB = 1024 * 1024;
const SIZE = 50 * MIB;

/** One API behind nginx, in a process of its own. */
async function behindNginx(t: Test, env: NodeJS.ProcessEnv = {}) {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'behind-nginx-'));
  const served = await serve(t, folder, { PORT: String(port), TRUST_PROXY: 'true', ...env });
  t.teardown(async () => {
    served.process.kill('SIGTERM'); // in order, or its engine would still write while the folder is removed
    await served.done;
    await rm(folder, { recursive: true });
  });
  const proxy = await startNginx(t, port);
  proxy.names.knows(HERE);
  return { served, proxy, folder, proxied: { ...served, address: proxy.address, port: proxy.port } };
}

const uploadsIn = async (folder: string) =>
  (await storedFiles(folder)).filter((path) => /^.(original|\.incoming)./.test(path));

/** How much of an upload is in the API's storage. */
async function arrivedBytes(folder: string): Promise<number> {
  const [path] = (await storedFiles(folder)).filter((name) => name.startsWith('/.incoming/'));
  if (path === undefined) return 0;
  return (await stat(join(folder, path)).catch(() => undefined))?.size ?? 0;
}

for (const [how, framing] of [
  ['with a length', (bytes: number) => `Content-Length: ${bytes}\r\n`],
  ['in chunks', () => CHUNKED],
] as const)
  t.test(`50 MB ${how} reach the API while they are sent`, { skip: needsNginx }, async (t) => {
    const { served, proxy, folder } = await behindNginx(t);
    const client = await rawClient(t, proxy.port);
    const before = Buffer.concat([TO_OBJ, partHead({ name: 'file', fileName: 'big.stl' }), STL_START]);
    const send = (bytes: Uint8Array) => (how === 'in chunks' ? client.sendChunk(bytes) : client.send(bytes));
    await client.send(head(framing(before.length + SIZE + FORM_END.length)));
    await send(before);
    const half = SIZE / 2;
    for (let sent = 0; sent < half; sent += BLOCK.length) await send(BLOCK);
    await waitUntil('half of it is in the storage', async () => (await arrivedBytes(folder)) > half - MIB);
    for (let sent = half; sent < SIZE; sent += BLOCK.length) await send(BLOCK);
    await send(FORM_END);
    if (how === 'in chunks') await client.send('0\r\n\r\n');
    const answer = await client.answer();
    t.equal(answer.status, 201, answer.body.toString());
    t.match(await get(served, String(answer.json().id)), { size_bytes: STL_START.length + SIZE });
    t.notMatch(await proxy.said(), /temporary file/, 'nginx kept nothing on its disk');
  });

t.test('event frames pass one by one', { skip: needsNginx }, async (t) => {
  const { served, proxy, proxied } = await behindNginx(t);
  await hasStatus(served, await accepted(proxied), 'completed');
  const { goOn } = stopEngines(t, served);
  const id = await accepted(proxied);
  const stream = await openStream(t, `${proxied.address}/api/v1/conversions/${id}/events`);
  t.match(stream.headers['content-type'], 'text/event-stream');
  await stream.seen('snapshot');
  t.notOk((await get(served, id)).status === 'completed', 'the first came while it is held');
  goOn();
  await stream.seen('completed');
  await t.resolves(stream.ended);
  t.notMatch(await proxy.said(), /temporary file/);
});

t.test('the API hears who asks, and believes no client about it', { skip: needsNginx }, async (t) => {
  const { served, proxy } = await behindNginx(t, { LOG_LEVEL: 'info' });
  const headers = {
    host: 'models.example',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
  };
  const options = {
    host: HERE,
    port: proxy.port,
    path: '/api/v1/formats',
    localAddress: '127.0.0.5',
    headers,
  };
  await new Promise((resolve, reject) => {
    http.get(options, (answer) => answer.resume().once('end', resolve)).once('error', reject);
  });
  const logged = () =>
    served
      .stdout()
      .split('\n')
      .find((line) => line.includes('/api/v1/formats'));
  await waitUntil('it is logged', () => logged() !== undefined);
  t.match(JSON.parse(logged()!), { req: { remoteAddress: '127.0.0.5', host: 'models.example' } });
});

t.test(
  'an early 413 reaches a client that sends, and one that waits for 100',
  { skip: needsNginx },
  async (t) => {
    const { proxy, folder } = await behindNginx(t, { MAX_UPLOAD_BYTES: String(MIB) });
    const sends = await rawClient(t, proxy.port);
    await sends.send(head(`Content-Length: ${SIZE}\r\n`));
    const body = Buffer.concat([TO_OBJ, partHead({ name: 'file', fileName: 'big.stl' }), STL_START]);
    await sends.send(body);
    let sent = 0;
    while (sent < SIZE - MIB && !sends.received().includes('413') && (await sends.send(BLOCK)))
      sent += BLOCK.length;
    t.match(await sends.answer(), { status: 413, headers: { 'content-type': /problem\+json/ } });
    t.ok(sent < SIZE / 2, `it was answered after ${sent} bytes`);

    const waits = await rawClient(t, proxy.port);
    await waits.send(head(`Content-Length: ${SIZE}\r\nExpect: 100-continue\r\n`));
    // nginx asks for the body by itself: an API cannot refuse before, only early.
    t.equal((await waits.answer()).status, 100);
    t.match(await waits.answer(), { status: 413 }, 'nothing was sent');
    sends.socket.destroy();
    waits.socket.destroy();
    await waitUntil('nothing of it is kept', async () => (await uploadsIn(folder)).length === 0);
  },
);

t.test('an early 503 of an API that drains reaches the client', { skip: needsNginx }, async (t) => {
  const { served, proxied, proxy } = await behindNginx(t, { SHUTDOWN_GRACE_MS: '60000' });
  await hasStatus(served, await accepted(proxied), 'completed');
  const { goOn } = stopEngines(t, served);
  const id = await accepted(proxied);
  await hasStatus(served, id, 'in_progress');
  served.process.kill('SIGTERM');
  await waitUntil('it drains', async () => (await fetch(`${served.address}/readyz`)).status === 503);
  const client = await rawClient(t, proxy.port);
  await client.send(head(CHUNKED));
  await keepSending(client, 16);
  const answer = await client.answer();
  t.match([answer.status, answer.json()], [503, { code: 'shutting_down' }]);
  t.ok(Number(answer.headers['retry-after']) > 0);
  goOn();
  t.match(await served.done, { code: 0 });
});

t.test(
  'an address where no API listens is passed over, also for uploads',
  { skip: needsNginx },
  async (t) => {
    const { served, proxied, proxy } = await behindNginx(t);
    proxy.names.knows(NOBODY, HERE);
    await waitUntil('nginx has met nobody', async () => {
      t.equal((await upload(proxied)).status, 201);
      t.equal((await fetch(`${proxied.address}/livez`)).status, 200);
      return /connect\(\) failed/.test(await proxy.said());
    });
    for (let times = 0; times < 10; times++) t.equal((await upload(proxied)).status, 201);

    proxy.names.knows(NOBODY);
    await waitUntil('it is forgotten', async () => (await fetch(`${proxied.address}/livez`)).status === 502);
    proxy.names.knows(HERE);
    await waitUntil('it is found again', async () => (await fetch(`${proxied.address}/livez`)).ok);
    t.equal((await get(served, await accepted(proxied))).max_attempts, 3);
  },
);

t.test(
  'an upload that an API broke off is not sent to another; a question is',
  { skip: needsNginx },
  async (t) => {
    const { served, proxied, proxy } = await behindNginx(t);
    let broken = 0;
    const breaks = createServer((socket) =>
      socket
        .on('error', () => {})
        .once('data', () => {
          broken += 1;
          socket.resetAndDestroy();
        }),
    );
    await new Promise<void>((resolve) => breaks.listen(served.port, NOBODY, resolve));
    t.teardown(() => breaks.close());
    proxy.names.knows(NOBODY, HERE);
    await waitUntil('some were broken off', async () => {
      t.equal((await fetch(`${proxied.address}/livez`)).status, 200);
      return broken >= 2;
    });
    broken = 0;
    const statuses: number[] = [];
    while (broken < 5) statuses.push((await upload(proxied)).status);
    const kept = statuses.filter((status) => status === 201).length;
    t.equal(statuses.filter((status) => status === 502).length, broken);
    t.equal(kept + broken, statuses.length);
    t.equal((await list(served)).length, kept, 'each was made once or not at all');
  },
);

t.test('one of two APIs dies and clients see nothing of it', { skip: needsNginx || skip }, async (t) => {
  const port = await freePort();
  const { api, worker } = cluster(t, { PORT: String(port), TRUST_PROXY: 'true' });
  const [one, two] = (await Promise.all([api({ HOST: HERE }), api({ HOST: NOBODY }), worker()])) as [
    Served,
    Served,
    unknown,
  ];
  const proxy = await startNginx(t, port);
  proxy.names.knows(HERE, NOBODY);
  const proxied = { ...two, address: proxy.address, port: proxy.port };
  const ids = new Set<string>();
  const load = async (times: number) => {
    for (let time = 0; time < times; time++) ids.add(await accepted(proxied));
  };
  await load(10);
  one.process.kill('SIGKILL');
  await one.done;
  await load(10);
  const stream = await openStream(t, `${proxy.address}/api/v1/events?ids=${[...ids].join()}`);
  await stream.ended;
  t.equal((await stream.seen('completed')).length, 20);
});
