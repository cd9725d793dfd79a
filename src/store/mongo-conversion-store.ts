import { randomUUID } from 'node:crypto';
import type { Collection, MongoClient } from 'mongodb';
import { type Conversion, STATUSES, type Status } from '../domain/conversion.ts';
import type { ConversionStore } from '../domain/ports.ts';
import { isStale } from './conversion-indexes.ts';
import { connectToMongo, isDuplicate, type MongoConnection, QUERY_MS } from './mongo-client.ts';
import {
  type ConversionDocument,
  INDEXES,
  listFilter,
  staleQueries,
  toConversion,
  toDocument,
} from './mongo-documents.ts';

export interface MongoStoreOptions {
  /** With the name of the database; `converto` where it has none. */
  url: string;
}

export async function openMongoConversionStore({ url }: MongoStoreOptions): Promise<ConversionStore> {
  const connection = await connectToMongo(url);
  try {
    return await mongoConversionStore(connection);
  } catch (error) {
    await connection.client.close();
    throw error;
  }
}

/**
 * Conversions in MongoDB, one document each, for any number of processes. Every change is a compare-and-set on
 * `revision`. No transactions, change streams, TTL or partial indexes. Closing the store closes the connection.
 */
export async function mongoConversionStore({ client, database }: MongoConnection): Promise<ConversionStore> {
  const documents = database.collection<ConversionDocument>('conversions');
  await documents.createIndexes([...INDEXES]);
  return storeOn(client, documents);
}

function storeOn(client: MongoClient, documents: Collection<ConversionDocument>): ConversionStore {
  const find = (id: string) => documents.findOne({ _id: id }, { maxTimeMS: QUERY_MS });

  const count = (filter: Parameters<typeof documents.countDocuments>[0], limit?: number) =>
    documents.countDocuments(filter, { maxTimeMS: QUERY_MS, ...(limit === undefined ? {} : { limit }) });

  return {
    async insert(conversion) {
      const document = toDocument(conversion, randomUUID());
      try {
        await documents.insertOne(document);
      } catch (error) {
        if (isDuplicate(error)) {
          if ((await find(document._id))?.write === document.write) return; // ours: a try that was not answered
          throw new Error(`the id ${conversion.id} is taken`, { cause: error });
        }
        if (!(await wasApplied(document))) throw error;
      }
    },

    async find(id) {
      const found = await find(id);
      return found === null ? undefined : toConversion(found);
    },

    async list(filter, window) {
      const matching = listFilter(filter);
      const page = 'after' in window ? { ...matching, _id: { $lt: window.after } } : matching;
      const [found, total] = await Promise.all([
        documents
          .find(page, { maxTimeMS: QUERY_MS })
          .sort({ _id: -1 })
          .skip('skip' in window ? window.skip : 0)
          .limit(window.limit + 1)
          .toArray(),
        count(matching),
      ]);
      return {
        conversions: found.slice(0, window.limit).map(toConversion),
        total,
        hasMore: found.length > window.limit,
      };
    },

    async transition(id, expectedRevision, change) {
      const before = await find(id);
      if (before?.revision !== expectedRevision) return undefined;
      const changed = { ...toConversion(before), ...change, id, revision: expectedRevision + 1 };
      const document = toDocument(changed as Conversion, randomUUID()); // JSON leaves out what is undefined
      try {
        const { matchedCount } = await documents.replaceOne(
          { _id: id, revision: expectedRevision },
          document,
        );
        if (matchedCount === 0 && !(await wasApplied(document))) return undefined;
      } catch (error) {
        if (!(await wasApplied(document))) throw error;
      }
      return toConversion(document);
    },

    async findStale(question, limit) {
      const found: Conversion[] = [];
      for (const { filter, sort } of staleQueries(question)) {
        if (found.length >= limit) break;
        const rest = documents.find(filter, { maxTimeMS: QUERY_MS }).sort(sort);
        const candidates = await rest.limit(limit - found.length).toArray();
        found.push(...candidates.map(toConversion).filter((conversion) => isStale(conversion, question)));
      }
      return found;
    },

    async countPendingBefore(id, atMost) {
      return atMost <= 0 ? 0 : count({ status: 'pending', _id: { $lt: id } }, atMost);
    },

    async countByStatus() {
      const counts = await Promise.all(STATUSES.map(async (status) => [status, await count({ status })]));
      return Object.fromEntries(counts) as Record<Status, number>;
    },

    async remove(id) {
      return (await documents.deleteOne({ _id: id })).deletedCount === 1;
    },

    async ping() {
      await client.db().command({ ping: 1 }, { timeoutMS: QUERY_MS });
    },

    close: () => client.close(),
  };

  /** Whether a write that failed, or matched nothing, had been applied by an earlier try of the driver. */
  async function wasApplied({ _id, revision, write }: ConversionDocument): Promise<boolean> {
    const stored = await find(_id);
    return stored?.revision === revision && stored.write === write;
  }
}
