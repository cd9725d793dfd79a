import t from 'tap';
import { nextId } from '../contracts/sample-conversion.ts';
import { until } from '../contracts/until.ts';
import {
  NEEDS_PRIVATE_NODE,
  openBusFor,
  openEverything,
  startPrivateNode,
  succeeds,
} from './rabbitmq-private-node.ts';
import { openTestBus } from './rabbitmq-test-bus.ts';

t.setTimeout(600_000);
const LIMIT_MS = 60_000;
const some = (count: number) => Array.from({ length: count }, () => ({ id: nextId(), revision: 1 }));

t.test('many announcements on one channel', NEEDS_PRIVATE_NODE, async (t) => {
  const { node } = await startPrivateNode(t);
  const { url } = node;

  await t.test('more than may be unconfirmed at once', async (t) => {
    const { bus } = await openBusFor(t, { url, confirmTimeoutMs: LIMIT_MS });
    const received: string[] = [];
    const messages = some(3500);
    await Promise.all(messages.map((message) => bus.announceCreated(message)));
    await bus.consumeCreated(100, async ({ id }) => {
      received.push(id);
      return { kind: 'done' };
    });
    await until('all have come', () => received.length >= messages.length, LIMIT_MS);
    t.strictSame(received.toSorted(), messages.map(({ id }) => id).toSorted());
  });

  await t.test('those that have no queue are told from those that have one', async (t) => {
    const { bus, qualify, deadLetters } = await openBusFor(t, { url });
    await node.ctl('delete_queue', qualify('conversion_created'));
    const messages = some(50);
    const fates = await Promise.allSettled(
      messages.flatMap((message) => [
        bus.announceCreated(message),
        bus.deadLetter(message, new Error('dead')),
      ]),
    );
    t.strictSame(
      fates.map(({ status }) => status),
      messages.flatMap(() => ['rejected', 'fulfilled']),
    );
    t.equal((await deadLetters()).length, messages.length);
    await until('the queue is back', () => succeeds(() => bus.announceCreated(some(1)[0]!)), LIMIT_MS);
  });

  await t.test('their connection alone is lost', async (t) => {
    const { bus, recovers } = await openEverything(t, { url });
    const rows = (await node.ctl('list_connections', 'pid', 'client_properties')).split('\n');
    const [pid] = rows.find((row) => row.includes('converto announcements'))!.split('\t');
    await node.ctl('close_connection', pid!, 'on purpose');
    await until('it was noticed', async () => !(await succeeds(() => bus.ping())), LIMIT_MS);
    await t.resolves(recovers());
  });

  await t.test('its loss rejects what is in flight at once', async (t) => {
    const { bus } = await openBusFor(t, { url, confirmTimeoutMs: 10 * LIMIT_MS });
    await node.freeze();
    const fates = Promise.allSettled(some(2000).map((message) => bus.announceCreated(message)));
    await node.kill();
    t.ok((await fates).every(({ status }) => status === 'rejected'));
    await node.start();
    await until('it announces again', () => succeeds(() => bus.announceCreated(some(1)[0]!)), LIMIT_MS);
  });

  await t.test('a bus that is closed waits for what is in flight', async (t) => {
    const { bus } = await openTestBus({ url });
    const fates = Promise.allSettled(some(200).map((message) => bus.announceCreated(message)));
    await bus.close();
    t.ok((await fates).every(({ status }) => status === 'fulfilled'));
  });
});
