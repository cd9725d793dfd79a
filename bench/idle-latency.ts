// (a) From upload to completed, one tiny STL → OBJ at a time over RabbitMQ and a database that is durable, beside what
// that cannot do without: one confirmed publish to a quorum queue and three majority writes of such a document to a
// collection with the same indexes, measured in turn.
import amqplib from 'amqplib';
import { MongoClient } from 'mongodb';
import { type ConversionDocument, INDEXES, toDocument } from '../src/store/mongo-documents.ts';
import { ensureIndexes } from '../src/store/mongo-indexes.ts';
import { NOON, nextId, sampleConversion } from '../test/contracts/sample-conversion.ts';
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
  const documents = client.db().collection<ConversionDocument>('bench_writes');
  await ensureIndexes(documents, INDEXES); // a write costs what its indexes cost
  const states = (['pending', 'in_progress', 'completed'] as const).map((status, index) =>
    sampleConversion({ status, revision: index + 1, lease: { owner: 'w', until: NOON } }),
  );
  const writeThrice = async () => {
    const id = nextId();
    const [first, ...later] = states.map((state) => toDocument({ ...state, id }, id));
    await documents.insertOne(first!);
    for (const { revision, ...next } of later)
      await documents.replaceOne({ _id: id, revision: revision - 1 }, { ...next, revision });
  };

  const convert = (edge: number) => convertCube(api.address, edge);
  for (let warm = 0; warm < 10; warm += 1) await convert(1 + warm);
  const times = { convert: [] as number[], publish: [] as number[], writes: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.convert.push(await timed(() => convert(20 + round)));
    times.publish.push(await timed(publish));
    times.writes.push(await timed(writeThrice));
  }
  await channel.close();
  await connection.close();
  await client.close();

  const floor = median(times.publish) + median(times.writes);
  const total = median(times.convert);
  printTable(
    [`idle, ${ROUNDS} rounds`, 'ms (median)', 'ratio'],
    [
      ['bare amqplib: one confirmed publish', median(times.publish).toFixed(1), ''],
      ['bare driver: insert, claim and result of one conversion', median(times.writes).toFixed(1), ''],
      ['the sum', floor.toFixed(1), '1'],
      ['converto: upload → completed', total.toFixed(1), (total / floor).toFixed(1)],
    ],
  );
} finally {
  await deployment.close();
}
