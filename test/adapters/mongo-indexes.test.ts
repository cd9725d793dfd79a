import { randomUUID } from 'node:crypto';
import { type Document, MongoClient } from 'mongodb';
import t, { type Test } from 'tap';
import { openMongoConversionStore } from '../../src/store/mongo-conversion-store.ts';
import { INDEXES } from '../../src/store/mongo-documents.ts';
import { nameOf } from '../../src/store/mongo-indexes.ts';
import { dropDatabase, freshDatabase, NEEDS_MONGODB, onEachServer } from './mongo-test-store.ts';

const EXPECTED = ['_id_', ...INDEXES.map(nameOf)].sort();

t.test(
  'processes that start at once make each index once, and a further start none',
  NEEDS_MONGODB,
  onEachServer(async (t, server) => {
    const { url, names } = openDatabase(t, server);
    for (const starting of [12, 1]) {
      const stores = await Promise.all(
        Array.from({ length: starting }, () => openMongoConversionStore({ url })),
      );
      t.strictSame(await names(), EXPECTED);
      await Promise.all(stores.map((store) => store.close()));
    }
  }),
);

t.test(
  'an index of another version stays, and one with the same keys serves under any name',
  NEEDS_MONGODB,
  onEachServer(async (t, server) => {
    const { url, documents, names } = openDatabase(t, server);
    await documents.createIndex({ status: 1, olderField: 1 });
    await documents.createIndex({ tag: 1, _id: -1 }, { name: 'made by hand' });
    await (await openMongoConversionStore({ url })).close();
    const found = (await names()).filter((name) => name !== nameOf({ tag: 1, _id: -1 }));
    const others = EXPECTED.filter((name) => name !== nameOf({ tag: 1, _id: -1 }));
    t.strictSame(found, [...others, 'made by hand', 'status_1_olderField_1'].sort());
  }),
);

t.test(
  'a foreign index in the way is named, with the command that removes it',
  NEEDS_MONGODB,
  onEachServer(async (t, server) => {
    const { url, documents, names } = openDatabase(t, server);
    if (!(await refusesConflicts(documents)))
      return void t.comment('NOT RUN: this server takes two indexes of one name');
    const name = nameOf({ tag: 1, _id: -1 });
    await documents.createIndex({ other: 1 }, { name });
    await t.rejects(openMongoConversionStore({ url }), {
      message: new RegExp(`The index ${name} .+ in the way of ${name}.+dropIndex\\("${name}"\\)`),
    });
    await documents.dropIndex(name);
    await (await openMongoConversionStore({ url })).close();
    t.strictSame(await names(), EXPECTED);
  }),
);

function openDatabase(t: Test, server: string) {
  const url = freshDatabase(server);
  const client = new MongoClient(url);
  t.teardown(async () => {
    await client.close();
    await dropDatabase(url);
  });
  const documents = client.db(new URL(url).pathname.slice(1)).collection('conversions');
  const names = async () => (await documents.indexes()).map(({ name }: Document) => name as string).sort();
  return { url, documents, names };
}

async function refusesConflicts(documents: ReturnType<typeof openDatabase>['documents']): Promise<boolean> {
  const name = `control_${randomUUID()}`;
  await documents.createIndex({ a: 1 }, { name });
  const refused = await documents.createIndex({ b: 1 }, { name }).then(
    () => false,
    () => true,
  );
  await documents.dropIndex(name);
  return refused;
}
