// The table of docs/decisions/14-mongodb.md names everything that the store asks of a server, and nothing else.
import { readFileSync } from 'node:fs';
import type { Document } from 'mongodb';
import t from 'tap';
import { mongoConversionStore } from '../../src/store/mongo-conversion-store.ts';
import { conversionStoreModelContract } from '../contracts/conversion-store-model.ts';
import { conversionStoreStaleContract } from '../contracts/conversion-store-stale.ts';
import { nextId, sampleConversion } from '../contracts/sample-conversion.ts';
import { NEEDS_MONGODB, onEachServer, openRecordedStore } from './mongo-test-store.ts';

t.setTimeout(600_000);

const PAGE = readFileSync(new URL('../../docs/decisions/14-mongodb.md', import.meta.url), 'utf8');
/** What the driver adds to every command. */
const DRIVERS_OWN = ['$db', 'lsid', 'txnNumber', '$clusterTime', '$readPreference'];
/** Where the names of a command's content stand. */
const CONTENT = ['updates', 'deletes', 'documents', 'indexes', 'pipeline', 'cursor'];

t.test(
  'the table of the decision is complete and true',
  NEEDS_MONGODB,
  onEachServer(async (t, url) => {
    const used = new Set<string>();
    const open = async () => {
      const { store, commands, connection, close } = await openRecordedStore(url);
      return {
        store,
        connection,
        commands,
        reopen: async () => store,
        async close() {
          for (const command of commands) for (const name of namesIn(command)) used.add(name);
          await close();
        },
      };
    };
    await conversionStoreModelContract(t, open);
    await conversionStoreStaleContract(t, open);
    const { store, connection, commands, close } = await open();
    await store.list({}, { limit: 5, after: nextId() });
    await store.countPendingBefore(nextId(), 5);
    await store.countPending(5);
    await store.countByStatus(5);
    await store.ping();
    const twice = sampleConversion();
    await store.insert(twice);
    await t.rejects(store.insert(twice));
    await store.find(twice.id);
    await store.transition(twice.id, 1, { updatedAt: twice.updatedAt });
    await store.remove(twice.id); // random histories need not hold all of these
    const documents = connection.database.collection('conversions');
    const sent = commands.length;
    await documents.dropIndex('tag_1__id_-1');
    await documents.createIndex({ tag: 1, _id: -1 }, { name: 'by hand' });
    commands.length = sent; // those two are ours
    await mongoConversionStore(connection);
    await close();
    t.strictSame([...used].filter((name) => !TABLE.has(name)).sort(), [], 'used, and not in the table');
    const conflicts = new Set(['listIndexes']); // only sent where a server refuses an index
    t.strictSame(
      [...TABLE].filter((name) => !used.has(name) && !conflicts.has(name)).sort(),
      [],
      'in the table, and not used',
    );
  }),
);

const TABLE = new Set(
  PAGE.split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)),
);

/** The command, its options, and every operator in it. */
function namesIn(command: Document): string[] {
  const ours = Object.fromEntries(Object.entries(command).filter(([name]) => !DRIVERS_OWN.includes(name)));
  const names = Object.keys(ours).filter((name) => !CONTENT.includes(name));
  JSON.stringify(ours, (name, value) => {
    if (name.startsWith('$')) names.push(name);
    return value;
  });
  return names;
}
