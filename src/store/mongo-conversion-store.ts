import { randomUUID } from 'node:crypto';
import type { Collection, Filter, FindOptions } from 'mongodb';
import { type Conversion, STATUSES, type Status } from '../domain/conversion.ts';
import type { ConversionStore } from '../domain/ports.ts';
import { isStale } from './conversion-indexes.ts';
import { connectToMongo, type MongoConnection, type MongoOptions } from './mongo-client.ts';
import {
  type ConversionDocument,
  INDEXES,
  listFilter,
  staleQueries,
  toConversion,
  toDocument,
} from './mongo-documents.ts';
import { ensureIndexes } from './mongo-indexes.ts';
import { writeKnowingly } from './mongo-write.ts';
import { createRecentDocuments } from './recent-documents.ts';

const COUNT_LIMIT = 10_000;

export interface MongoStoreOptions extends MongoOptions {
  /** The totals of lists are counted to here and no further: a count walks an index. */
  countLimit?: number;
}

export async function openMongoConversionStore(options: MongoStoreOptions): Promise<ConversionStore> {
  const connection = await connectToMongo(options);
  try {
    return await mongoConversionStore(connection, options);
  } catch (error) {
    await connection.client.close();
    throw error;
  }
}

/**
 * Conversions in MongoDB, one document each, for any number of processes. Every change is a compare-and-set on
 * `revision`. No transactions, change streams, TTL or partial indexes. Closing the store closes the connection. An
 * operation that rejects after a write was sent may have been applied.
 */
export async function mongoConversionStore(
  connection: MongoConnection,
  { countLimit = COUNT_LIMIT }: Pick<MongoStoreOptions, 'countLimit'> = {},
): Promise<ConversionStore> {
  const documents = connection.database.collection<ConversionDocument>('conversions');
  await ensureIndexes(documents, INDEXES);
  return storeOn(connection, documents, countLimit);
}

function storeOn(
  { client, database, timeoutMs }: MongoConnection,
  documents: Collection<ConversionDocument>,
  countLimit: number,
): ConversionStore {
  const limits = { maxTimeMS: timeoutMs };
  const recent = createRecentDocuments();
  const find = (id: string, options?: FindOptions) =>
    documents.findOne({ _id: id }, { ...limits, ...options });

  const count = async (filter: Filter<ConversionDocument>, atMost: number): Promise<number> =>
    atMost <= 0 ? 0 : documents.countDocuments(filter, { ...limits, limit: atMost });

  return {
    async insert(conversion) {
      const document = toDocument(conversion, randomUUID());
      const inserted = await write(document, async () => {
        await documents.insertOne(document, limits);
        return true;
      });
      if (!inserted) throw new Error(`the id ${conversion.id} is taken`);
      recent.keep(document);
    },

    async find(id) {
      const found = await find(id);
      if (found === null) return undefined;
      recent.keep(found);
      return toConversion(found);
    },

    async list(filter, window) {
      const matching = listFilter(filter);
      const page = 'after' in window ? { ...matching, _id: { $lt: window.after } } : matching;
      const [found, counted] = await Promise.all([
        documents
          .find(page, limits)
          .sort({ _id: -1 })
          .skip('skip' in window ? window.skip : 0)
          .limit(window.limit + 1)
          .toArray(),
        count(isEmpty(matching) ? EVERY_ID : matching, countLimit + 1),
      ]);
      return {
        conversions: found.slice(0, window.limit).map(toConversion),
        total: Math.min(counted, countLimit),
        totalIsExact: counted <= countLimit,
        hasMore: found.length > window.limit,
      };
    },

    async transition(id, expectedRevision, change) {
      const before = recent.at(id, expectedRevision) ?? (await find(id));
      if (before?.revision !== expectedRevision) return undefined;
      const changed = { ...toConversion(before), ...change, id, revision: expectedRevision + 1 };
      const document = toDocument(changed as Conversion, randomUUID()); // JSON leaves out what is undefined
      const replaced = await write(document, async () => {
        const found = { _id: id, revision: expectedRevision };
        return (await documents.replaceOne(found, document, limits)).matchedCount === 1;
      });
      if (!replaced) return undefined;
      recent.keep(document);
      return toConversion(document);
    },

    async findStale(question, limit) {
      const found: Conversion[] = [];
      for (const { filter, sort } of staleQueries(question)) {
        if (found.length >= limit) break;
        const rest = documents.find(filter, limits).sort(sort);
        const candidates = await rest.limit(limit - found.length).toArray();
        found.push(...candidates.map(toConversion).filter((conversion) => isStale(conversion, question)));
      }
      return found;
    },

    async countPendingBefore(id, atMost) {
      return count({ status: 'pending', _id: { $lt: id } }, atMost);
    },

    async countPending(atMost) {
      return count({ status: 'pending' }, atMost);
    },

    async countByStatus(atMost) {
      const counts = await Promise.all(
        STATUSES.map(async (status) => [status, await count({ status }, atMost)] as const),
      );
      return Object.fromEntries(counts) as Record<Status, number>;
    },

    async remove(id) {
      return (await documents.deleteOne({ _id: id }, limits)).deletedCount === 1;
    },

    async ping() {
      await database.command({ ping: 1, maxTimeMS: timeoutMs });
    },

    close: () => client.close(),
  };

  /** False where someone else was first. */
  async function write(document: ConversionDocument, once: () => Promise<boolean>): Promise<boolean> {
    const wasApplied = async () => {
      const stored = await find(document._id, { readConcern: 'majority' });
      return stored?.write === document.write;
    };
    return writeKnowingly(once, wasApplied);
  }
}

/** Walks the index of ids; without a filter a count would walk the documents. */
const EVERY_ID: Filter<ConversionDocument> = { _id: { $gt: '' } };

const isEmpty = (filter: object): boolean => Object.keys(filter).length === 0;
