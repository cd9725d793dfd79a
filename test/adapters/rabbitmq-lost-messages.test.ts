// Announcements that the broker confirmed and forgot: the bus says from when on it can be believed.
import { connect } from 'amqplib';
import t from 'tap';
import { nextId } from '../contracts/sample-conversion.ts';
import { until } from '../contracts/until.ts';
import { AMQP_TEST_URL, NEEDS_RABBITMQ, openTestBus } from './rabbitmq-test-bus.ts';

t.test('a queue that is deleted with announcements in it', NEEDS_RABBITMQ, async (t) => {
  const { bus, qualify, close } = await openTestBus({ url: AMQP_TEST_URL });
  t.teardown(close);
  const handled: string[] = [];
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  await bus.consumeCreated(1, async ({ id }) => {
    handled.push(id);
    await finished;
    return { kind: 'done' };
  });
  const [first, lost] = [nextId(), nextId()];
  await bus.announceCreated({ id: first, revision: 1 });
  await until('the consumer has no room', () => handled.length === 1);
  await bus.announceCreated({ id: lost, revision: 1 });
  const announcedAt = Date.now();

  const connection = await connect(AMQP_TEST_URL);
  const channel = await connection.createChannel();
  const { messageCount } = await channel.deleteQueue(qualify('conversion_created'));
  await connection.close();
  t.equal(messageCount, 1, 'it is lost');
  t.ok(bus.remembersSince < announcedAt, 'of which nobody can know yet');

  finish();
  await until('the bus knows that what was announced then is not in the queue', () => {
    return bus.remembersSince > announcedAt;
  });
  t.strictSame(handled, [first]);
  await until('it is announced again', () =>
    bus.announceCreated({ id: lost, revision: 1 }).then(
      () => true,
      () => false,
    ),
  );
  await until('and comes', () => handled.includes(lost));
});
