import { type Db, MongoClient, MongoServerError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

export interface MongoOptions {
  /** With the name of the database; `converto` where it has none. */
  url: string;
  /** Longest wait for each: the primary, a connection, a free one of the pool, and the run of one operation there. */
  timeoutMs?: number;
  /** A connection that owes an answer for this long is given up. */
  socketTimeoutMs?: number;
}

export interface MongoConnection {
  client: MongoClient;
  /** The one that the URL names; `converto` where it names none. */
  database: Db;
  /** The `maxTimeMS` of every operation. */
  timeoutMs: number;
}

/**
 * One client for all that this process keeps in MongoDB; writes are acknowledged by a majority. Rejects where the server
 * cannot be reached; once open, the client reconnects by itself. The driver's own `timeoutMS` is not used: 7.9 ignores it.
 */
export async function connectToMongo(options: MongoOptions): Promise<MongoConnection> {
  const { url, timeoutMs = 5000, socketTimeoutMs = 15_000 } = options;
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: timeoutMs,
    connectTimeoutMS: timeoutMs,
    waitQueueTimeoutMS: timeoutMs,
    socketTimeoutMS: socketTimeoutMs,
    writeConcern: { w: 'majority', journal: true }, // a member on its own would answer from its memory
    ignoreUndefined: true,
  });
  try {
    await client.connect();
  } catch (error) {
    await client.close();
    throw error;
  }
  return { client, database: client.db(databaseOf(url)), timeoutMs };
}

const databaseOf = (url: string): string =>
  /^mongodb(?:\+srv)?:\/\/[^/]+\/([^/?]+)/.exec(url)?.[1] ?? 'converto';

export const isDuplicate = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;
