import { randomBytes } from 'node:crypto';
import { type CommandStartedEvent, type Document, MongoClient } from 'mongodb';
import type { Test } from 'tap';
import type { ConversionStore } from '../../src/domain/ports.ts';
import { connectToMongo, type MongoConnection } from '../../src/store/mongo-client.ts';
import { mongoConversionStore, openMongoConversionStore } from '../../src/store/mongo-conversion-store.ts';
import type { OpenedStore } from '../contracts/conversion-store.ts';

/** Real servers that speak MongoDB's protocol. */
export const MONGODB_TEST_URLS = (process.env.MONGODB_TEST_URLS ?? '').split(/[\s,]+/).filter(Boolean);
export const NEEDS_MONGODB = MONGODB_TEST_URLS.length ? {} : { skip: 'needs MONGODB_TEST_URLS' };

/** A test for each of the servers. */
export const onEachServer = (test: (t: Test, url: string) => Promise<void>) => async (t: Test) => {
  for (const [index, url] of MONGODB_TEST_URLS.entries())
    await t.test(`server ${index + 1}`, (t) => test(t, url));
};

/** The address of a database of its own on that server. */
export function freshDatabase(server: string, options: Record<string, string> = {}): string {
  const url = new URL(server);
  url.pathname = `/converto_test_${randomBytes(6).toString('hex')}`;
  for (const [name, value] of Object.entries(options)) url.searchParams.set(name, value);
  return url.href;
}

export async function dropDatabase(url: string): Promise<void> {
  const client = new MongoClient(url);
  await client.db(new URL(url).pathname.slice(1)).dropDatabase();
  await client.close();
}

/** A store on a database of its own. */
export async function openTestStore(
  server: string,
  options: { countLimit?: number } = {},
): Promise<OpenedStore> {
  const url = freshDatabase(server);
  let store = await openMongoConversionStore({ url, ...options });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openMongoConversionStore({ url, ...options });
      return store;
    },
    async close() {
      await store.close();
      await dropDatabase(url);
    },
  };
}

export interface RecordedStore {
  store: ConversionStore;
  connection: MongoConnection;
  /** Every command that was sent, from the opening on, without those by which the driver watches the server. */
  commands: Document[];
  close(): Promise<void>;
}

export async function openRecordedStore(server: string): Promise<RecordedStore> {
  const url = freshDatabase(server, { monitorCommands: 'true' });
  const connection = await connectToMongo({ url });
  const commands: Document[] = [];
  connection.client.on('commandStarted', ({ command }: CommandStartedEvent) => commands.push(command));
  const store = await mongoConversionStore(connection);
  return {
    store,
    connection,
    commands,
    async close() {
      await store.close();
      await dropDatabase(url);
    },
  };
}
