// The broker or the database goes away under running processes, in both ways: dead and silent.
import t, { type Test } from 'tap';
import { openStream } from '../events/sse-client.ts';
import { rawClient } from '../support/raw-http.ts';
import { head } from '../support/slow-upload.ts';
import { openTcpGate, type TcpGate } from '../support/tcp-gate.ts';
import { waitUntil } from '../support/wait-until.ts';
import { cluster, SERVICES, skip } from './distributed-processes.ts';
import { halfAnUpload } from './half-an-upload.ts';
import { accepted, download, get, hasStatus, list, type Served, upload } from './served-process.ts';

t.setTimeout(600_000);

const LIMIT_MS = 30_000;
/** Known outages are answered within this: no dependency is asked. */
const AT_ONCE_MS = 100;
const DEFAULT_PORTS: Record<string, number> = { 'amqp:': 5672, 'mongodb:': 27017 };

/** A deployment whose broker and database stand behind gates. */
async function gated(t: Test) {
  const gateTo = async (address: string) => {
    const url = new URL(address);
    const target = { host: url.hostname, port: Number(url.port || DEFAULT_PORTS[url.protocol]) };
    const gate = await openTcpGate(t, target);
    url.hostname = '127.0.0.1';
    url.port = String(gate.port);
    return { gate, url: url.href };
  };
  const [broker, database] = [await gateTo(SERVICES.amqp!), await gateTo(SERVICES.mongo!)];
  const { api, worker } = cluster(t, {}, { amqp: broker.url, mongo: database.url });
  const [served] = await Promise.all([api(), worker()]);
  return { served, broker: broker.gate, database: database.gate };
}

const readiness = async ({ address }: Served) => (await fetch(`${address}/readyz`)).status;

/** Uploads until one is refused; how many were accepted before. */
async function untilRefused(served: Served): Promise<number> {
  let accepted = 0;
  await waitUntil(
    'uploads are refused',
    async () => {
      const { status } = await upload(served);
      if (status === 201) accepted += 1;
      return status === 503;
    },
    LIMIT_MS,
  );
  return accepted;
}

/** Nothing of a body is sent: the answer cannot have waited for it. */
async function isRefusedAtOnce(t: Test, { port }: Served) {
  const took: number[] = [];
  for (let time = 0; time < 10; time += 1) {
    const client = await rawClient(t, port);
    const began = performance.now();
    await client.send(head(`Content-Length: 5000000\r\n${time % 2 === 0 ? '' : 'Expect: 100-continue\r\n'}`));
    const answer = await client.answer();
    took.push(performance.now() - began);
    t.match([answer.status, answer.json().code], [503, 'dependency_unavailable']);
    t.ok(Number(answer.headers['retry-after']) > 0, 'Retry-After');
    client.socket.destroy();
  }
  const median = took.toSorted((a, b) => a - b)[5]!;
  t.ok(median < AT_ONCE_MS, `answered in ${Math.round(median)} ms`);
}

const ways: [name: string, away: (gate: TcpGate) => Promise<void> | void][] = [
  ['dead', (gate) => gate.shut()],
  ['silent', (gate) => gate.hold()],
];

for (const [name, away] of ways) {
  t.test(`a broker that is ${name}`, { skip }, async (t) => {
    const { served, broker } = await gated(t);
    const first = await accepted(served);
    await hasStatus(served, first, 'completed');
    const { client, sendRest } = await halfAnUpload(t, served, t.testdirName);
    await away(broker);
    const more = await untilRefused(served);
    t.equal(await readiness(served), 503);
    await isRefusedAtOnce(t, served);

    await sendRest();
    const kept = await client.answer();
    t.equal(kept.status, 201, 'the upload that was under way is accepted');
    const { id } = kept.json() as unknown as { id: string };
    const stream = await openStream(t, `${served.address}/api/v1/conversions/${id}/events`);
    await stream.seen('snapshot');
    t.match(await get(served, id), { status: 'pending' });
    t.equal((await list(served)).length, more + 2, 'reading needs no broker');
    t.equal((await download(served, first)).length, (await get(served, first)).output?.size_bytes);

    await broker.open();
    await hasStatus(served, id, 'completed');
    await stream.ended;
    t.equal(stream.events().at(-1)?.event, 'completed', 'the stream stayed open and saw the end');
    await waitUntil(
      'uploads are accepted again',
      async () => (await upload(served)).status === 201,
      LIMIT_MS,
    );
  });

  t.test(`a database that is ${name}`, { skip }, async (t) => {
    const { served, database } = await gated(t);
    const first = await accepted(served);
    await hasStatus(served, first, 'completed');
    await away(database);
    await untilRefused(served);
    t.equal(await readiness(served), 503);
    await isRefusedAtOnce(t, served);
    t.equal((await fetch(`${served.address}/livez`)).status, 200);
    await waitUntil(
      'reading is refused, not broken',
      async () => (await fetch(`${served.address}/api/v1/conversions/${first}`)).status === 503,
      LIMIT_MS,
    );

    await database.open();
    await waitUntil('it is ready again', async () => (await readiness(served)) === 200, LIMIT_MS);
    await hasStatus(served, first, 'completed');
    await waitUntil(
      'uploads are accepted again',
      async () => (await upload(served)).status === 201,
      LIMIT_MS,
    );
    await waitUntil('all are completed', async () =>
      (await list(served)).every(({ status }) => status === 'completed'),
    );
  });
}

t.test('an upload waits for a database that restarts', { skip }, async (t) => {
  const { served, database } = await gated(t);
  const { client, sendRest } = await halfAnUpload(t, served, t.testdirName);
  await database.shut();
  await waitUntil('the API knows', async () => (await readiness(served)) === 503, LIMIT_MS);
  await sendRest();
  await database.open();
  t.equal((await client.answer()).status, 201);
});
