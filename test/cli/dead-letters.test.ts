// The built program against a real broker and a real database.
import { randomBytes, randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { connect } from 'amqplib';
import t, { type Test } from 'tap';
import { openRabbitMqBus } from '../../src/bus/rabbitmq-bus.ts';
import { qualifiedNamespace } from '../../src/bus/rabbitmq-topology.ts';
import { createIdSource } from '../../src/domain/conversion-id.ts';
import { Problem } from '../../src/domain/problem.ts';
import { openFilesystemStorage } from '../../src/storage/filesystem-storage.ts';
import { openMongoConversionStore } from '../../src/store/mongo-conversion-store.ts';
import { until } from '../contracts/until.ts';
import { consumeEvery } from '../support/consume-every.ts';
import { driveConversions } from '../support/drive-conversions.ts';
import { startNode } from '../support/run-cli.ts';

const [mongo] = (process.env.MONGODB_TEST_URLS ?? '').split(/[\s,]+/).filter(Boolean);
const amqp = process.env.AMQP_TEST_URL;
const skip = mongo && amqp ? false : 'needs MONGODB_TEST_URLS and AMQP_TEST_URL';
const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const LOST = new Problem('worker_lost');

t.setTimeout(600_000);

/** A deployment of the test's own without a worker, and the command on it. */
async function deployment(t: Test) {
  const name = `converto_test_${randomBytes(6).toString('hex')}`;
  const url = new URL(mongo!);
  url.pathname = `/${name}`;
  const folder = t.testdir({});
  const store = await openMongoConversionStore({ url: url.href });
  const storage = await openFilesystemStorage({ folder });
  const bus = await openRabbitMqBus({ url: amqp!, namespace: name });
  t.teardown(async () => {
    await bus.close();
    await storage.close();
    await store.close();
  });
  const nextId = createIdSource(Date.now, () => randomInt(2 ** 48 - 1));
  const drive = driveConversions({ store, bus, storage, now: Date.now, nextId });
  const environment = { MONGODB_URL: url.href, AMQP_URL: amqp!, AMQP_NAMESPACE: name, STORAGE_DIR: folder };
  const command = (...args: string[]) => startNode([PROGRAM, 'dead-letters', ...args], environment).done;
  return {
    store,
    bus,
    drive,
    nextId,
    environment,
    command,
    setAside: (id: string) => bus.deadLetter({ id, revision: 3 }, LOST),
    async json(...args: string[]) {
      const { code, stdout, stderr } = await command(...args, '--json');
      t.equal(stderr, '');
      return { code, document: JSON.parse(stdout) as Document };
    },
    /** Straight into the queue, as a stranger may. */
    async publishForeign(messageId: string, content: string) {
      const connection = await connect(amqp!);
      const channel = await connection.createConfirmChannel();
      channel.publish(`${qualifiedNamespace(name)}:conversion_dead`, '', Buffer.from(content), { messageId });
      await channel.waitForConfirms();
      await connection.close();
    },
  };
}

interface Document {
  data: Record<string, unknown>[];
  total?: number;
  missing?: string[];
  error?: { code: string };
}

t.test('list shows what there is, and takes nothing away', { skip }, async (t) => {
  const { drive, setAside, command, json, publishForeign, nextId } = await deployment(t);
  t.match(await command('list'), { code: 0, stdout: 'There are no dead letters.\n' });
  const failed = await drive.failed({}, 'worker_lost');
  const gone = nextId();
  const before = Date.now();
  for (const id of [failed.id, gone]) await setAside(id);
  await publishForeign('stranger', 'not even JSON');
  for (let time = 0; time < 2; time++) {
    const { code, document } = await json('list');
    t.equal(code, 0);
    t.match(document, {
      data: [
        { id: failed.id, status: 'failed', reason: LOST.message },
        { id: gone, status: null, reason: LOST.message },
        { id: 'stranger', status: null, dead_since: null, reason: /Not an announcement/ },
      ],
      total: 3,
    });
    const since = Date.parse(document.data[0]?.dead_since as string);
    t.ok(since >= before && since <= Date.now(), 'the time is that of its setting aside');
  }
  const { stdout, stderr } = await command('list', '--limit', '1');
  t.match(stdout, new RegExp(`^ID +SINCE +STATUS +REASON\n${failed.id}  20.+Z  failed  worker_lost: .+\n$`));
  t.match(stderr, '2 more; --limit shows them.\n');
});

t.test('replay: a failed one is made anew, a pending one announced, others dropped', { skip }, async (t) => {
  const { store, bus, drive, setAside, json, publishForeign, nextId } = await deployment(t);
  const failed = await drive.failed({ tag: 'batch-7' }, 'storage_full');
  const pending = await drive.pending();
  const toBeTried = await drive.tryAgain((await drive.inProgress()).id, 'storage_full', 3_600_000);
  const completed = await drive.completed();
  const running = await drive.inProgress();
  const cancelled = await drive.cancelled();
  const gone = nextId();
  const heard: string[] = [];
  await consumeEvery(bus, async ({ id }) => {
    heard.push(id);
    return { kind: 'done' };
  });
  const ids = [failed.id, pending.id, toBeTried.id, completed.id, running.id, cancelled.id, gone];
  for (const id of [...ids, failed.id]) await setAside(id);
  await publishForeign('stranger', '{"schema":1}');

  const { code, document } = await json('replay', '--all');
  t.equal(code, 8, 'the stranger is kept');
  t.match(
    document.data.map(({ id, outcome }) => [id, outcome]),
    [
      [failed.id, 'retried'],
      [pending.id, 'announced'],
      [toBeTried.id, 'dropped'],
      [completed.id, 'dropped'],
      [running.id, 'dropped'],
      [cancelled.id, 'dropped'],
      [gone, 'dropped'],
      [failed.id, 'dropped'],
      ['stranger', 'kept'],
    ],
  );
  const newId = document.data[0]?.new_id as string;
  t.match(await store.find(newId), { status: 'pending', retryOf: failed.id, tag: 'batch-7', attempt: 0 });
  await until('both are announced', () => heard.length >= 2);
  t.strictSame(heard.sort(), [pending.id, newId].sort());
  for (const { id, revision } of [failed, toBeTried, completed, cancelled])
    t.equal((await store.find(id))?.revision, revision, 'what has ended or waits is left alone');
  t.match((await json('list')).document, { data: [{ id: 'stranger' }], total: 1 });
  t.equal((await store.list({}, { limit: 100, skip: 0 })).total, 7, 'one new conversion');
});

t.test('replay and discard take the ids that are named, and say which are not there', { skip }, async (t) => {
  const { drive, setAside, command, json, publishForeign } = await deployment(t);
  const [one, two, expired] = [await drive.failed(), await drive.failed(), await drive.failed()];
  await drive.expire(expired.id);
  for (const { id } of [one, two, expired]) await setAside(id);
  await publishForeign('stranger', 'x');
  const replayed = await command('replay', two.id, 'nobody');
  t.match(replayed, {
    code: 8,
    stdout: new RegExp(`^${two.id} retried: Converted anew as [0-9a-f]{24}\\.\n$`),
  });
  t.match(replayed.stderr, 'there is no dead letter of nobody');
  t.match(await json('replay', expired.id), {
    code: 8,
    document: { data: [{ outcome: 'kept' }], missing: [] },
  });
  t.match(await json('discard', 'stranger', one.id), {
    code: 0,
    document: { data: [{ id: one.id, outcome: 'discarded' }, { id: 'stranger' }] },
  });
  t.match((await json('list')).document, { data: [{ id: expired.id, status: 'failed' }], total: 1 });
  t.match(await command('discard', '--all'), { code: 0 });
  t.match((await json('list')).document, { data: [], total: 0 });
});

t.test('what is wrong is said in a sentence', async (t) => {
  const run = (args: string[], environment: NodeJS.ProcessEnv = {}) =>
    startNode([PROGRAM, 'dead-letters', ...args], { MONGODB_URL: '', AMQP_URL: '', ...environment }).done;
  t.match(await run(['list']), { code: 2, stderr: /MONGODB_URL and AMQP_URL/ });
  t.match(await run(['replay']), { code: 2, stderr: /--all/ });
  t.match(await run(['discard', 'x', '--all']), { code: 2, stderr: /--all/ });
  t.match(await run(['list', '--limit', '0']), { code: 2, stderr: /1 to 10000/ });
  const nowhere = { MONGODB_URL: 'mongodb://127.0.0.1:1/x', AMQP_URL: 'amqp://127.0.0.1:1' };
  const { code, stdout } = await run(['list', '--json'], nowhere);
  t.equal(code, 7);
  t.match(JSON.parse(stdout), {
    ok: false,
    error: { code: 'dependency_unavailable', detail: /store cannot be reached/ },
  });
});
