// (b) Confirmed announcements per second from one process through our bus, beside a bare amqplib confirm publisher on
// the same kind of queue of the same broker. As many are under way at once on both sides.
import amqplib from 'amqplib';
import { openRabbitMqBus } from '../src/bus/rabbitmq-bus.ts';
import { CREATED, QUEUES } from '../src/bus/rabbitmq-topology.ts';
import { openDeployment } from './support/deployment.ts';
import { median, printTable } from './support/table.ts';

const ROUNDS = 5;
const MESSAGES = 4000;
const UNDER_WAY = 64;

/** How many a second. */
async function rateOf(announce: (index: number) => Promise<void>): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: UNDER_WAY }, async () => {
      while (next < MESSAGES) await announce(next++);
    }),
  );
  return (MESSAGES / (performance.now() - started)) * 1000;
}

const idOf = (index: number) => index.toString(16).padStart(24, '0');

const deployment = await openDeployment();
try {
  const bus = await openRabbitMqBus({ url: deployment.amqpUrl, namespace: 'bench' });

  const connection = await amqplib.connect(deployment.amqpUrl);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue('bench_bare', QUEUES[CREATED]!.options);
  const bare = (index: number) =>
    new Promise<void>((resolve, reject) => {
      const body = Buffer.from(JSON.stringify({ schema: 1, id: idOf(index), revision: 1 }));
      const options = {
        persistent: true,
        mandatory: true,
        contentType: 'application/json',
        messageId: `${idOf(index)}/1`,
      };
      channel.publish('', 'bench_bare', body, options, (error) => (error ? reject(error) : resolve()));
    });

  const rates: { ours: number; bare: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const one = {
      bare: await rateOf(bare),
      ours: await rateOf((index) => bus.announceCreated({ id: idOf(index), revision: 1 })),
    };
    if (round > 0) rates.push(one); // the first round warms both up
  }
  await bus.close();
  await channel.close();
  await connection.close();
  const ratio = median(rates.map(({ ours, bare }) => ours / bare));
  printTable(
    [
      `${MESSAGES} confirmed announcements, ${UNDER_WAY} under way, ${ROUNDS} rounds`,
      'a second (median)',
      'ratio',
    ],
    [
      ['bare amqplib confirm channel', median(rates.map(({ bare }) => bare)).toFixed(0), '1'],
      ['converto: bus.announceCreated', median(rates.map(({ ours }) => ours)).toFixed(0), ratio.toFixed(2)],
    ],
  );
} finally {
  await deployment.close();
}
