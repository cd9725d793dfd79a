// What RabbitMQ itself sets aside, and what strangers send.
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import t, { type Test } from 'tap';
import { openRabbitMqDeadLetters } from '../../src/bus/rabbitmq-dead-letters.ts';
import { until } from '../contracts/until.ts';
import { AMQP_TEST_URL, NEEDS_RABBITMQ, openTestBus } from './rabbitmq-test-bus.ts';

async function openChannel(t: Test): Promise<ConfirmChannel> {
  const connection: ChannelModel = await connect(AMQP_TEST_URL);
  t.teardown(() => connection.close());
  return connection.createConfirmChannel();
}

t.test('strangers’ announcements are set aside once, and hold up nobody', NEEDS_RABBITMQ, async (t) => {
  const errors: unknown[] = [];
  const dead: unknown[] = [];
  const { bus, qualify, deadLetters, close } = await openTestBus({
    url: AMQP_TEST_URL,
    onError: (error) => errors.push(error),
    onDeadLetter: (message) => dead.push(message),
  });
  t.teardown(close);
  const channel = await openChannel(t);
  const contents = [
    '{"schema":1,"id":"x"',
    '{"schema":2,"id":"x","revision":1}',
    '{"schema":1,"id":"","revision":1}',
    '{"schema":1,"id":"x","revision":-1}',
    '[1]',
    'null',
  ];
  const created = qualify('conversion_created');
  for (const [n, content] of contents.entries()) {
    const options = { messageId: `bad${n}`, contentType: 'application/json' };
    channel.publish(created, 'conversion_created', Buffer.from(content), options);
  }
  channel.publish(created, 'conversion_created', Buffer.from('bytes')); // neither a type nor an id
  await channel.waitForConfirms();
  const received: string[] = [];
  await bus.consumeCreated(1, async ({ id }) => {
    received.push(id);
    return { kind: 'done' };
  });
  await bus.announceCreated({ id: 'good', revision: 1 });
  await until('the good one has arrived', () => received.length > 0);
  t.strictSame(received, ['good']);
  const all = contents.length + 1;
  await until('all the others are set aside', async () => (await deadLetters()).length === all);
  const letters = await deadLetters();
  t.strictSame(
    letters.map(({ id }) => id),
    [...contents.map((_, n) => `bad${n}`), undefined],
  );
  for (const { reason } of letters) t.match(reason, /Not an announcement/);
  t.strictSame(dead, Array(all).fill(undefined));
});

t.test('strangers’ signals are dropped', NEEDS_RABBITMQ, async (t) => {
  const errors: unknown[] = [];
  const { bus, qualify, close } = await openTestBus({
    url: AMQP_TEST_URL,
    onError: (error) => errors.push(error),
  });
  t.teardown(close);
  const seen: unknown[] = [];
  await bus.watchProgress((message) => seen.push(message));
  await bus.watchCancel((message) => seen.push(message));
  const channel = await openChannel(t);
  for (const signal of ['conversion_progress', 'conversion_cancel'])
    for (const content of ['{', '{"schema":1}', '{"schema":1,"id":7}'])
      channel.publish(qualify(signal), '', Buffer.from(content), { contentType: 'application/json' });
  await until('all were told', () => errors.length >= 6);
  bus.publishCancel({ id: 'good' });
  await until('the good one was seen', () => seen.length > 0);
  t.strictSame(seen, [{ id: 'good' }]);
});

t.test(
  'what is delivered again and again without end is set aside by the broker',
  NEEDS_RABBITMQ,
  async (t) => {
    const { bus, qualify, deadLetters, close } = await openTestBus({ url: AMQP_TEST_URL });
    t.teardown(close);
    await bus.announceCreated({ id: 'poison', revision: 1 });
    const channel = await openChannel(t);
    let deliveries = 0;
    await until(
      'the broker delivers no more',
      async () => {
        const message = await channel.get(qualify('conversion_created'));
        if (message) {
          deliveries += 1;
          channel.nack(message, false, true);
        }
        return (await deadLetters()).length === 1;
      },
      60_000,
    );
    t.ok(deliveries > 48, `${deliveries}: a day of half hours, each ended by the broker`);
    t.ok(deliveries <= 200, `${deliveries}`);
    t.match(await deadLetters(), [{ id: 'poison', reason: /Delivered too often/ }]);
  },
);

t.test(
  'a reader holds what it has read until it closes, and then it is there again in order',
  NEEDS_RABBITMQ,
  async (t) => {
    const options = { url: AMQP_TEST_URL };
    const { bus, namespace, deadLetters, close } = await openTestBus(options);
    t.teardown(close);
    const before = Date.now();
    for (const id of ['a', 'b', 'c', 'd'])
      await bus.deadLetter({ id, revision: 1 }, new Error(`reason ${id}`));
    const letters = await openRabbitMqDeadLetters({ ...options, namespace });
    t.equal(letters.waiting, 4);
    const [first, second] = [await letters.next(), await letters.next()];
    t.match(first, { id: 'a', message: { id: 'a', revision: 1 }, reason: 'reason a' });
    t.ok(first!.at! >= before && first!.at! <= Date.now());
    second!.remove();
    await letters.close();
    const ids = async () => (await deadLetters()).map(({ id }) => id);
    t.strictSame(await ids(), ['a', 'c', 'd'], 'what was not removed is at its old place');

    const holder = await openRabbitMqDeadLetters({ ...options, namespace });
    t.match(await holder.next(), { id: 'a' });
    t.strictSame(await ids(), ['c', 'd'], 'another reader sees the rest');
    await holder.close();
    t.strictSame((await ids()).sort(), ['a', 'c', 'd']);
  },
);
