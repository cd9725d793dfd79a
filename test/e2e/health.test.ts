// A worker as a process of its own, and what an orchestrator asks it.

import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { freePort } from '../../scripts/services/free-port.mjs';
import { startNode } from '../support/run-cli.ts';
import { openTcpGate } from '../support/tcp-gate.ts';
import { waitUntil } from '../support/wait-until.ts';
import { cluster, skip } from './distributed-processes.ts';
import { accepted, hasStatus, stopEngines } from './served-process.ts';

t.setTimeout(600_000);

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** The status and the body; undefined where nobody answers. */
async function ask(port: number, path: string): Promise<[number, unknown] | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
  return answer && [answer.status, await answer.json()];
}

const lives = (port: number) =>
  waitUntil('it lives', async () => (await ask(port, '/livez'))?.[0] === 200, 60_000);

t.test('a worker that waits lives and is not ready; what it says has no secret', async (t) => {
  const port = await freePort();
  const environment = {
    MONGODB_URL: `mongodb://converto:m0ngo-s3cret@127.0.0.1:${await freePort()}/x?serverSelectionTimeoutMS=100`,
    AMQP_URL: `amqp://converto:r4bbit-s3cret@127.0.0.1:${await freePort()}`,
    STORAGE_DIR: t.testdir({}),
    LOG_LEVEL: 'debug',
    HOST: '127.0.0.1',
    HEALTH_PORT: String(port),
  };
  const run = startNode([PROGRAM, 'worker'], environment);
  t.teardown(() => run.process.kill('SIGKILL'));
  await lives(port);
  await waitUntil('it waits', () => /"waiting for a dependency"/.test(run.stdout()), 60_000);
  t.strictSame(await ask(port, '/readyz'), [
    503,
    { status: 'unavailable', checks: [{ name: 'store', status: 'down', latency_ms: 0 }] },
  ]);
  t.match(await ask(port, '/api/v1/conversions'), [404]);

  const health = (...args: string[]) => startNode([PROGRAM, 'health', ...args], environment).done;
  t.match(await health('--role', 'worker'), { code: 0, stdout: /livez: 200/ });
  t.match(await health('--role', 'worker', '--ready'), { code: 1, stdout: /readyz: 503 .+store/ });

  run.process.kill('SIGTERM');
  const { code, stdout, stderr } = await run.done;
  t.equal(code, 0, 'it can be stopped while it waits');
  t.match(await health('--role', 'worker'), { code: 1, stdout: /ECONNREFUSED/ });
  const configuration = stdout.split('\n').find((line) => line.includes('"msg":"configuration"'));
  t.match(JSON.parse(configuration!), {
    level: 30,
    profile: 'distributed',
    config: { AMQP_URL: /^amqp:\/\/converto:\*\*\*@127/, LEASE_MS: 30_000, HEALTH_PORT: port },
  });
  t.notMatch(stdout + stderr, /s3cret/);
});

t.test('a taken HEALTH_PORT is said in a sentence', async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.teardown(() => taken.close());
  const { port } = taken.address() as { port: number };
  const { done } = startNode([PROGRAM, 'worker'], {
    MONGODB_URL: 'mongodb://127.0.0.1:1/x',
    AMQP_URL: 'amqp://127.0.0.1:1',
    STORAGE_DIR: t.testdir({}),
    HOST: '127.0.0.1',
    HEALTH_PORT: String(port),
  });
  t.match(await done, { code: 1, stderr: /^Port \d+ on 127.0.0.1 is taken .*set HEALTH_PORT to a free one/ });
});

t.test('a worker is ready once it works, and drains visibly', { skip }, async (t) => {
  const port = await freePort();
  const { api, worker } = cluster(t, { HEALTH_PORT: String(port), SHUTDOWN_GRACE_MS: '60000' });
  const [served, first] = await Promise.all([api(), worker()]);
  t.match(await ask(port, '/readyz'), [200, { status: 'ready' }]);
  const names = ['store', 'bus', 'storage', 'engines'].map((name) => ({ name, status: 'up' }));
  t.match(await ask(port, '/readyz?verbose'), [200, { status: 'ready', checks: names }]);

  await hasStatus(served, await accepted(served), 'completed');
  const { goOn } = stopEngines(t, first);
  const id = await accepted(served);
  await hasStatus(served, id, 'in_progress');
  first.process.kill('SIGTERM');
  await waitUntil('it drains', async () => (await ask(port, '/readyz'))?.[0] === 503);
  t.strictSame(await ask(port, '/readyz'), [503, { status: 'draining' }]);
  t.match(await ask(port, '/livez'), [200], 'it must not be killed for it');
  goOn();
  t.match(await first.done, { code: 0 });
  t.match(await hasStatus(served, id, 'completed'), { attempt: 1 });
});

t.test('a worker that loses its broker is not ready, lives, and is ready again', { skip }, async (t) => {
  const port = await freePort();
  const url = new URL(process.env.AMQP_TEST_URL!);
  const gate = await openTcpGate(t, { host: url.hostname, port: Number(url.port || 5672) });
  url.host = `127.0.0.1:${gate.port}`;
  const { worker } = cluster(t, { HEALTH_PORT: String(port), AMQP_URL: url.href });
  await worker();
  t.match(await ask(port, '/readyz'), [200]);
  await gate.shut();
  await waitUntil('it is not ready', async () => (await ask(port, '/readyz'))?.[0] === 503);
  const seen = await ask(port, '/readyz?verbose');
  t.match(seen, [
    503,
    {
      checks: [
        { name: 'store', status: 'up' },
        { name: 'bus', status: 'down' },
      ],
    },
  ]);
  t.match(await ask(port, '/livez'), [200]);
  await gate.open();
  await waitUntil('it is ready again', async () => (await ask(port, '/readyz'))?.[0] === 200, 30_000);
});
