// (a) From upload to completed, one tiny STL → OBJ at a time over RabbitMQ and a database that is durable, beside what
// that cannot do without: one confirmed publish to a quorum queue and three majority writes, measured in turn.
import amqplib from 'amqplib';
import { MongoClient } from 'mongodb';
import { convertCube } from './support/convert-cube.ts';
import { openDeployment } from './support/deployment.ts';
import { median, printTable } from './support/table.ts';

const ROUNDS = 100;

const timed = async (action: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await action();
  return performance.now() - started;
};

const deployment = await openDeployment({}, { durable: true });
try {
  const api = await deployment.start('api');
  await deployment.start('worker');

  const connection = await amqplib.connect(deployment.amqpUrl);
  const channel = await connection.createConfirmChannel();
  const queue = 'bench_publish';
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  const body = Buffer.from(JSON.stringify({ schema: 1, id: '0'.repeat(24), revision: 1 }));
  const publish = async () => {
    channel.sendToQueue(queue, body, { persistent: true, mandatory: true });
    await channel.waitForConfirms();
  };

  const client = await MongoClient.connect(deployment.mongoUrl, {
    writeConcern: { w: 'majority', journal: true },
  });
  const documents = client.db().collection<{ _id: string; revision: number; json: string }>('bench_writes');
  const json = JSON.stringify({ padding: 'x'.repeat(2000) });
  let written = 0;
  const write = async () => {
    const _id = `${written++}`;
    await documents.insertOne({ _id, revision: 1, json });
  };

  const convert = (edge: number) => convertCube(api.address, edge);
  for (let warm = 0; warm < 10; warm += 1) await convert(1 + warm);
  const times = { convert: [] as number[], publish: [] as number[], write: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.convert.push(await timed(() => convert(20 + round)));
    times.publish.push(await timed(publish));
    times.write.push(await timed(write));
  }
  await channel.close();
  await connection.close();
  await client.close();

  const floor = median(times.publish) + 3 * median(times.write);
  const total = median(times.convert);
  printTable(
    [`idle, ${ROUNDS} rounds`, 'ms (median)', 'ratio'],
    [
      ['one confirmed publish', median(times.publish).toFixed(1), ''],
      ['one majority write', median(times.write).toFixed(1), ''],
      ['one publish and three writes', floor.toFixed(1), '1'],
      ['converto: upload → completed', total.toFixed(1), (total / floor).toFixed(1)],
    ],
  );
} finally {
  await deployment.close();
}
