// A client may keep its connection for later, or never take what is sent to it: neither holds up a server that closes.
import http from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import type { HttpConfig } from '../../src/http/app-parts.ts';
import { buildTestApp, listen } from '../support/build-test-app.ts';
import { rawClient } from '../support/raw-http.ts';
import { waitUntil } from '../support/wait-until.ts';

/** More than the buffers between two sockets hold. */
const BIG = Buffer.alloc(64 * 1024 * 1024, 'x');

async function start(t: Test, config: Partial<HttpConfig>) {
  let settle: () => void = () => {};
  const others = new Promise<void>((resolve) => (settle = resolve));
  const test = await buildTestApp(t, {
    config,
    readiness: { isDraining: () => false, isRefusing: () => false, othersDone: () => others },
  });
  const { id } = await test.drive.completed({}, BIG);
  return {
    ...test,
    ...(await listen(t, test.app)),
    othersAreDone: settle,
    path: `/api/v1/conversions/${id}/files?type=converted`,
  };
}

t.test(
  'a download that began before is whole, and its connection ends with it',
  { timeout: 60_000 },
  async (t) => {
    const { app, url, path, othersAreDone } = await start(t, { uploadGraceMs: 600_000 });
    othersAreDone();
    const agent = new http.Agent({ keepAlive: true });
    t.teardown(() => agent.destroy());
    const download = await new Promise<http.IncomingMessage>((resolve, reject) =>
      http.get(url + path, { agent }, resolve).once('error', reject),
    );
    t.equal(download.headers.connection, 'keep-alive', 'its headers were sent before');
    const closing = app.close();
    await waitUntil('it no longer listens', () => !app.server.listening);
    t.equal((await buffer(download)).length, BIG.length);
    await closing;
  },
);

t.test('a reader that takes nothing is cut when the grace is over', { timeout: 60_000 }, async (t) => {
  const { app, url, path, othersAreDone } = await start(t, { uploadGraceMs: 50, lingerMs: 25 });
  othersAreDone();
  const deaf = connect(Number(new URL(url).port), '127.0.0.1');
  t.teardown(() => deaf.destroy());
  deaf.on('error', () => {});
  deaf.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await new Promise((resolve) => deaf.once('readable', resolve));
  await app.close();
  let received = 0;
  deaf.on('data', (chunk) => (received += chunk.length));
  await new Promise((resolve) => deaf.once('close', resolve));
  t.ok(received < BIG.length, `it was cut after ${received} bytes`);
});

t.test('until others are done it answers, and says that the connection closes', async (t) => {
  const { app, port, path, othersAreDone } = await start(t, {});
  const closing = app.close();
  const ask = async () => {
    const client = await rawClient(t, port);
    await client.send(`GET ${path.replace('converted', 'report')} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return client.answer();
  };
  await waitUntil('it closes', async () => (await ask()).headers.connection === 'close');
  t.match(await ask(), { status: 200, headers: { connection: 'close' } });
  othersAreDone();
  await closing;
  t.notOk(app.server.listening);
});

t.test('Fastify does not end a drain that takes long', async (t) => {
  const { app, othersAreDone } = await start(t, {});
  othersAreDone();
  // Its limit for plugins (ten seconds by default) also ends preClose hooks, and then closing rejects.
  t.equal(app.initialConfig.pluginTimeout, 0);
});
