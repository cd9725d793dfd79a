import { type Db, MongoClient, MongoServerError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

/** The longest time that the server may spend on one question. */
export const QUERY_MS = 5000;

export interface MongoConnection {
  client: MongoClient;
  /** The one that the URL names; `converto` where it names none. */
  database: Db;
}

/**
 * One client for all that this process keeps in MongoDB; writes are acknowledged by a majority. Rejects where the server
 * cannot be reached; once open, the client reconnects by itself.
 */
export async function connectToMongo(url: string): Promise<MongoConnection> {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: 5000,
    connectTimeoutMS: 5000,
    waitQueueTimeoutMS: 5000,
    socketTimeoutMS: 15_000,
    writeConcern: { w: 'majority' },
    ignoreUndefined: true,
  });
  try {
    await client.connect();
  } catch (error) {
    await client.close();
    throw error;
  }
  return { client, database: client.db(databaseOf(url)) };
}

const databaseOf = (url: string): string =>
  /^mongodb(?:\+srv)?:\/\/[^/]+\/([^/?]+)/.exec(url)?.[1] ?? 'converto';

export const isDuplicate = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;
