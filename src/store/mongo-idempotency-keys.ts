import { randomUUID } from 'node:crypto';
import type { FindOptions } from 'mongodb';
import type { KeyEntry } from '../domain/idempotency.ts';
import type { IdempotencyKeys } from '../domain/ports.ts';
import { idOfIdempotencyKey } from './idempotency-key-id.ts';
import type { MongoConnection } from './mongo-client.ts';
import { ensureIndexes } from './mongo-indexes.ts';
import { writeKnowingly } from './mongo-write.ts';

interface KeyDocument {
  /** Digest of caller and key. */
  _id: string;
  revision: number;
  /** Who wrote this revision: tells a write that was applied, but not answered, from another's. */
  write: string;
  json: string;
  expiresAt: number;
}

/** One document for each key, in the manner of the conversions. Usable until the connection is closed. */
export async function mongoIdempotencyKeys({
  database,
  timeoutMs,
}: MongoConnection): Promise<IdempotencyKeys> {
  const documents = database.collection<KeyDocument>('idempotency_keys');
  await ensureIndexes(documents, [{ expiresAt: 1, _id: 1 }]);
  const limits = { maxTimeMS: timeoutMs };

  const find = (id: string, options?: FindOptions) =>
    documents.findOne({ _id: id }, { ...limits, ...options });

  const write = (document: KeyDocument): Promise<boolean> => {
    const { _id, revision } = document;
    const once = async () => {
      if (revision === 1) {
        await documents.insertOne(document, limits);
        return true;
      }
      const before = { _id, revision: revision - 1 };
      return (await documents.replaceOne(before, document, limits)).matchedCount === 1;
    };
    const wasApplied = async () => (await find(_id, { readConcern: 'majority' }))?.write === document.write;
    return writeKnowingly(once, wasApplied);
  };

  return {
    async find(key) {
      const found = await find(idOfIdempotencyKey(key));
      return found === null ? undefined : toEntry(found);
    },

    async put(key, expectedRevision, change) {
      const revision = expectedRevision + 1;
      const json = JSON.stringify({ ...change, revision });
      const { expiresAt } = change;
      const document = { _id: idOfIdempotencyKey(key), revision, write: randomUUID(), json, expiresAt };
      return (await write(document)) ? toEntry(document) : undefined;
    },

    async removeExpired(at, limit) {
      if (limit <= 0) return 0;
      const candidates = await documents
        .find({ expiresAt: { $lt: at + 1 } }, limits)
        .sort({ expiresAt: 1, _id: 1 })
        .limit(limit)
        .toArray();
      let removed = 0;
      for (const { _id, revision, expiresAt } of candidates) {
        if (expiresAt > at) continue; // asked for with the millisecond more that servers may round away
        removed += (await documents.deleteOne({ _id, revision }, limits)).deletedCount;
      }
      return removed;
    },
  };
}

const toEntry = ({ json }: Pick<KeyDocument, 'json'>): KeyEntry => JSON.parse(json) as KeyEntry;
