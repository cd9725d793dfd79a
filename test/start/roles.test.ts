// Which process does what, and what it does while its dependencies are not there. No service is needed.

import { createServer } from 'node:net';
import t from 'tap';
import { freePort } from '../../scripts/services/free-port.mjs';
import { readConfig } from '../../src/config.ts';
import { type OpenResources, openResources } from '../../src/open-resources.ts';
import { startProcess } from '../../src/start-process.ts';

const NOWHERE = { MONGODB_URL: 'mongodb://127.0.0.1:1/converto', AMQP_URL: 'amqp://127.0.0.1:1' };

t.test('one role alone is refused where no service connects processes', async (t) => {
  for (const roles of [
    { api: true, worker: false },
    { api: false, worker: true },
  ]) {
    const config = readConfig({ STORAGE_DIR: t.testdir({}), LOG_LEVEL: 'silent' });
    await t.rejects(startProcess(config, roles), { name: 'StartError', message: /MONGODB_URL and AMQP_URL/ });
  }
});

t.test('while a dependency is missing: alive, not ready, 503 with Retry-After; then it serves', async (t) => {
  const port = await freePort();
  const folder = t.testdir({});
  const settings = { HOST: '127.0.0.1', PORT: String(port), STORAGE_DIR: folder, LOG_LEVEL: 'silent' };
  const embedded = readConfig(settings);
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let waits = () => {};
  const waiting = new Promise<void>((resolve) => {
    waits = resolve;
  });
  // The embedded adapters stand for those of the services: what is looked at is what happens before they are open.
  const open: OpenResources = async (_config, logger, onMissing) => {
    onMissing?.('bus', new Error('no broker'), 1);
    waits();
    await arrived;
    return openResources(embedded, logger);
  };
  const starting = startProcess(readConfig({ ...settings, ...NOWHERE }), { api: true, worker: false }, open);
  await waiting;
  const address = `http://127.0.0.1:${port}`;
  t.equal((await fetch(`${address}/livez`)).status, 200);
  const ready = await fetch(`${address}/readyz`);
  t.match([ready.status, await ready.json()], [503, { status: 'unavailable', checks: [{ name: 'bus' }] }]);
  const refused = await fetch(`${address}/api/v1/conversions?page=1`, { method: 'POST' });
  t.match(
    [refused.status, await refused.json()],
    [503, { code: 'dependency_unavailable', instance: '/api/v1/conversions' }],
  );
  t.equal(refused.headers.get('retry-after'), '5');
  t.match(refused.headers.get('content-type'), 'application/problem+json');

  arrive();
  const running = await starting;
  t.teardown(() => running.stop());
  t.equal((await fetch(`${address}/readyz`)).status, 200);
  t.equal(running.api?.address, address);
});

t.test('a taken port is said in a sentence, before anything is waited for', async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  const config = readConfig({
    ...NOWHERE,
    PORT: String(port),
    STORAGE_DIR: t.testdir({}),
    LOG_LEVEL: 'silent',
  });
  await t.rejects(startProcess(config, { api: true, worker: true }), {
    name: 'StartError',
    message: new RegExp(`Port ${port} on 127.0.0.1 is taken`),
  });
});
