import t from 'tap';
import { gate, until } from '../contracts/until.ts';
import {
  NEEDS_PRIVATE_NODE,
  openBusFor,
  openEverything,
  progressMessage,
  startPrivateNode,
  succeeds,
} from './rabbitmq-private-node.ts';
import { openTestBus } from './rabbitmq-test-bus.ts';

t.setTimeout(600_000);
const LIMIT_MS = 60_000;

t.test('a broker that fails in every way', NEEDS_PRIVATE_NODE, async (t) => {
  const { node } = await startPrivateNode(t);
  const { url } = node;

  await t.test('kill -9 under load loses nothing that was confirmed', async (t) => {
    const { bus, announced, handled, announce, recovers } = await openEverything(t, { url });
    let loading = true;
    const load = [1, 2, 3, 4].map(async () => {
      while (loading) if (!(await succeeds(announce))) await new Promise(setImmediate);
    });
    await until('some are confirmed', () => announced.size > 50);
    await node.kill();
    loading = false;
    await Promise.all(load);
    await t.rejects(bus.announceCreated({ id: 'a', revision: 1 }));
    await t.rejects(bus.ping());
    for (let n = 0; n < 20_000; n++) bus.publishProgress(progressMessage());
    await node.start();
    await recovers();
    t.strictSame(
      [...announced].filter((id) => !handled.has(id)),
      [],
    );
  });

  await t.test('an orderly restart', async (t) => {
    const { bus, recovers } = await openEverything(t, { url });
    await node.ctl('stop_app');
    await t.rejects(bus.ping());
    await node.ctl('start_app');
    await t.resolves(recovers());
  });

  await t.test('connections that are closed by force', async (t) => {
    const errors: unknown[] = [];
    const { recovers } = await openEverything(t, { url, onError: (error) => errors.push(error) });
    await node.ctl('close_all_connections', 'on purpose');
    await until('it was noticed', () => errors.length > 0);
    await t.resolves(recovers());
  });

  await t.test('no more handlers run than allowed while those of a lost connection go on', async (t) => {
    const { bus } = await openBusFor(t, { url });
    const release = gate();
    const counts = { running: 0, most: 0, deliveries: 0 };
    await bus.consumeCreated(2, async () => {
      counts.deliveries += 1;
      counts.running += 1;
      counts.most = Math.max(counts.most, counts.running);
      await release.opened;
      counts.running -= 1;
      return { kind: 'done' };
    });
    for (const id of ['a', 'b']) await bus.announceCreated({ id, revision: 1 });
    await until('both are running', () => counts.running === 2);
    await node.ctl('close_all_connections', 'on purpose');
    await until('it announces again', () => succeeds(() => bus.announceCreated({ id: 'c', revision: 1 })));
    release.open();
    await until('all are handled, two of them again', () => counts.deliveries >= 5 && counts.running === 0);
    t.equal(counts.most, 2);
  });

  await t.test('queues that are deleted are made again', async (t) => {
    const { qualify, recovers } = await openEverything(t, { url });
    await node.ctl('delete_queue', qualify('conversion_created'));
    await t.resolves(recovers());
    const queues = (await node.ctl('list_queues', 'name')).split('\n');
    const progress = queues.filter((name) => name.startsWith(qualify('conversion_progress.')));
    t.equal(progress.length, 1, 'one for this process');
    await node.ctl('delete_queue', progress[0]!);
    await t.resolves(recovers());
  });

  await t.test('a queue that is deleted while nobody consumes comes back with the next try', async (t) => {
    const { bus, qualify } = await openBusFor(t, { url });
    await node.ctl('delete_queue', qualify('conversion_created'));
    await t.rejects(bus.announceCreated({ id: 'a', revision: 1 }), { message: /no queue/ });
    await until('it works', () => succeeds(() => bus.announceCreated({ id: 'b', revision: 1 })));
    const received: string[] = [];
    await bus.consumeCreated(1, async ({ id }) => {
      received.push(id);
      return { kind: 'done' };
    });
    await until('it has come', () => received.includes('b'));
    t.notOk(received.includes('a'), 'what was rejected as unroutable is nowhere');
  });

  await t.test('an exchange that is deleted is made again', async (t) => {
    const { announce, qualify, recovers } = await openEverything(t, { url });
    const exchange = `rabbit_misc:r(<<"/">>, exchange, <<"${qualify('conversion_created')}">>)`;
    await node.ctl('eval', `rabbit_exchange:delete(${exchange}, false, <<"test">>).`);
    await t.rejects(announce());
    await t.resolves(recovers());
  });

  await t.test('a memory alarm refuses announcements at once, and passes', async (t) => {
    const { bus, announce, recovers } = await openEverything(t, { url });
    await node.ctl('set_vm_memory_high_watermark', '0');
    try {
      await until('announcements are refused', async () => !(await succeeds(announce)), LIMIT_MS);
      await t.rejects(announce(), { message: /takes no messages/ });
      await t.rejects(bus.ping(), { message: /takes no messages/ });
      t.doesNotThrow(() => bus.publishCancel({ id: 'a' }));
    } finally {
      await node.ctl('set_vm_memory_high_watermark', 'absolute', '512MB');
    }
    await t.resolves(recovers());
  });

  await t.test('during a memory alarm what is consumed is acknowledged, and retries are kept', async (t) => {
    const { bus, qualify, deadLetters } = await openBusFor(t, { url });
    for (const id of ['good', 'bad', 'spent']) await bus.announceCreated({ id, revision: 1 });
    await node.ctl('set_vm_memory_high_watermark', '0');
    const tries = { good: 0, bad: 0, spent: 0 };
    try {
      const consumer = await bus.consumeCreated(2, async ({ id }) => {
        tries[id as keyof typeof tries] += 1;
        if (id === 'spent') return { kind: 'reject', reason: new Error('cannot be published now') };
        return id === 'good' ? { kind: 'done' } : { kind: 'retry', afterMs: 120_000 };
      });
      await until('all were tried', () => Object.values(tries).every((count) => count === 1));
      const waiting = async () => (await node.ctl('list_queues', 'name', 'messages')).split('\n');
      const oneLeft = `${qualify('conversion_created')}\t1`;
      await until(
        'the good and the spent one are gone',
        async () => (await waiting()).includes(oneLeft),
        LIMIT_MS,
      );
      await consumer.stop();
      t.ok((await waiting()).includes(oneLeft), 'the other one is back in the queue');
      t.equal(tries.bad, 1, 'and did not come again and again');
      t.match(
        await deadLetters(),
        [{ id: 'spent', reason: /could not write down why/ }],
        'set aside by the broker',
      );
    } finally {
      await node.ctl('set_vm_memory_high_watermark', 'absolute', '512MB');
    }
  });

  await t.test('what the broker refuses is rejected', async (t) => {
    const { bus, qualify } = await openBusFor(t, { url });
    const announce = () => bus.announceCreated({ id: 'a', revision: 1 });
    await node.ctl('set_policy', 'full', `^${qualify('conversion_created')}$`, '{"max-length":1}');
    try {
      await until('one is refused', async () => !(await succeeds(announce)), LIMIT_MS);
      await t.rejects(announce(), { message: /nacked/ });
    } finally {
      await node.ctl('clear_policy', 'full');
    }
    await until('the queue takes messages again', () => succeeds(announce), LIMIT_MS);
  });

  await t.test('a broker that is silent: announcements and pings fail in time, and recover', async (t) => {
    const { bus, announce, recovers } = await openEverything(t, { url, confirmTimeoutMs: 500 });
    await node.freeze();
    await t.rejects(announce(), { message: /in 500 ms/ });
    await t.rejects(bus.ping());
    await node.thaw();
    await t.resolves(recovers());
  });

  await t.test('a handler that takes longer than the broker waits', async (t) => {
    const settings = (timeoutMs: number, tickMs: number) => {
      const set = (name: string, ms: number) => `application:set_env(rabbit, ${name}, ${ms})`;
      return node.ctl(
        'eval',
        `${set('consumer_timeout', timeoutMs)}, ${set('channel_tick_interval', tickMs)}.`,
      );
    };
    await settings(1000, 300);
    const errors: string[] = [];
    const { bus } = await openBusFor(t, { url, onError: (error) => errors.push(String(error)) });
    const started: string[] = [];
    const release = gate();
    await bus.consumeCreated(1, async ({ id }) => {
      started.push(id);
      await release.opened;
      return { kind: 'done' };
    });
    await bus.announceCreated({ id: 'long', revision: 1 });
    const takenBack = () => errors.some((error) => /delivery acknowledgement.*timed out/i.test(error));
    await until('the broker takes it back', takenBack, LIMIT_MS);
    await settings(1_800_000, 60_000);
    release.open();
    await until('it comes again', () => started.length >= 2, LIMIT_MS);
    await bus.announceCreated({ id: 'next', revision: 1 });
    await until('and the next', () => started.includes('next'), LIMIT_MS);
    t.match(started.slice(0, 2), ['long', 'long']);
  });

  for (const [how, away, back] of [
    ['dead', node.kill, node.start],
    ['silent', node.freeze, node.thaw],
  ] as const) {
    await t.test(`stop and close end while the broker is ${how}`, async (t) => {
      const { bus } = await openTestBus({ url, closeTimeoutMs: 500 });
      const release = gate();
      let running = 0;
      const handler = async () => {
        running += 1;
        await release.opened;
        return { kind: 'done' } as const;
      };
      await bus.consumeCreated(1, handler);
      const other = await bus.consumeCreated(1, handler);
      await bus.watchCancel(() => {});
      for (const id of ['a', 'b']) await bus.announceCreated({ id, revision: 1 });
      await until('both are running', () => running === 2);
      await away();
      const stopping = other.stop();
      await t.resolves(bus.close());
      release.open();
      await t.resolves(stopping);
      await t.rejects(bus.ping());
      await back();
    });
  }

  await t.test('a bus does not open while the broker is away, and does when it is back', async (t) => {
    await node.kill();
    await t.rejects(openTestBus({ url }));
    await node.start();
    const { bus } = await openBusFor(t, { url });
    await t.resolves(bus.ping());
  });
});
