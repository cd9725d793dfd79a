import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { createClient } from '../../src/client/client.ts';
import { startAnswerDroppingProxy } from '../support/answer-dropping-proxy.ts';
import { buildTestApp, listen } from '../support/build-test-app.ts';
import { cubeStl } from '../support/cube.ts';
import { openTcpGate } from '../support/tcp-gate.ts';
import { waitUntil } from '../support/wait-until.ts';

t.setTimeout(120_000);

const cube = () => new File([cubeStl(20)], 'cube.stl');

async function start(t: Test) {
  const test = await buildTestApp(t);
  const { port } = await listen(t, test.app);
  const count = async () => (await test.store.list({}, { limit: 1, skip: 0 })).total;
  return { ...test, port, count };
}

t.test('an upload whose answer is lost is sent again, and makes one conversion', async (t) => {
  const { port, count } = await start(t);
  const proxy = await startAnswerDroppingProxy(port);
  t.teardown(() => proxy.close());
  const client = createClient({ baseUrl: `http://127.0.0.1:${proxy.port}` });
  proxy.loseAnswers('multipart/form-data', 2);
  const { id } = await client.upload(cube(), { to: 'glb' });
  t.equal(proxy.lost(), 2);
  t.equal(await count(), 1);
  t.equal((await client.get(id)).file_name, 'cube.stl');
});

t.test('a server that is not there yet is waited for', async (t) => {
  const { port, count } = await start(t);
  const gate = await openTcpGate(t, { host: '127.0.0.1', port });
  await gate.shut();
  let tries = 0;
  const client = createClient({
    baseUrl: `http://127.0.0.1:${gate.port}`,
    fetch: (input, init) => {
      tries += 1;
      return fetch(input, init);
    },
  });
  const uploading = client.upload(cube(), { to: 'glb' });
  await waitUntil('it was refused', () => tries >= 2, 20_000);
  await gate.open();
  await uploading;
  t.equal(await count(), 1);
});

t.test('a source that can be read once is sent once', async (t) => {
  const { port } = await start(t);
  const proxy = await startAnswerDroppingProxy(port);
  t.teardown(() => proxy.close());
  const client = createClient({ baseUrl: `http://127.0.0.1:${proxy.port}` });
  let reads = 0;
  const source = {
    name: 'cube.stl',
    once: true,
    async *stream() {
      reads += 1;
      yield cubeStl(20);
    },
  };
  proxy.loseAnswers('multipart/form-data', 1);
  await t.rejects(client.upload(source, { to: 'glb' }), { code: 'server_unreachable', retryable: true });
  t.equal(reads, 1);
});

t.test('what the server asks for is done, and what it refuses for good is not tried again', async (t) => {
  const answers: [status: number, body: string, headers: Record<string, string>][] = [
    [503, '{"code":"shutting_down","detail":"Wait.","retryable":true}', { 'retry-after': '0' }],
    [502, '<html>bad gateway</html>', { 'retry-after': '0' }],
    [201, '{"id":"0123456789abcdef01234567"}', {}],
    [500, '{"code":"internal","detail":"Broken.","retryable":true,"request_id":"r-1"}', {}],
    [413, '<html>too large</html>', {}],
    [201, 'Welcome to the hotel', {}],
  ];
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      keys.push(request.headers['idempotency-key']);
      const [status, body, headers] = answers.shift()!;
      response.writeHead(status, headers).end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const client = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  t.equal((await client.upload(cube(), { to: 'glb' })).id, '0123456789abcdef01234567');
  t.equal(new Set(keys).size, 1, 'with one key');
  t.match(keys[0], /^[0-9a-f]{32}$/);
  await t.rejects(client.upload(cube(), { to: 'glb', idempotencyKey: 'mine' }), {
    code: 'internal',
    status: 500,
    requestId: 'r-1',
  });
  t.equal(keys.at(-1), 'mine');
  await t.rejects(client.upload(cube(), { to: 'glb' }), {
    code: 'answer_malformed',
    status: 413,
    retryable: false,
  });
  await t.rejects(client.upload(cube(), { to: 'glb' }), { code: 'answer_malformed' });
  t.equal(answers.length, 0);
});

t.test('a large file is never held', async (t) => {
  const { port, store } = await start(t);
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}` });
  const block = Buffer.alloc(1_000_000, 32);
  const blocks = 200;
  const source = {
    name: 'large.obj',
    async *stream() {
      for (let sent = 0; sent < blocks; sent += 1) yield Buffer.from(block);
    },
  };
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const { id } = await client.upload(source, {
    to: 'stl',
    onUploadProgress: () => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    },
  });
  t.equal((await store.find(id))?.original.sizeBytes, blocks * block.length);
  t.ok(most < 60_000_000, `${most} bytes, with those of the server`);
});
