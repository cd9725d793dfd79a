import { randomUUID } from 'node:crypto';
import type { IndexDescription } from 'mongodb';
import type { KeyEntry } from '../domain/idempotency.ts';
import type { IdempotencyKeys } from '../domain/ports.ts';
import { idOfIdempotencyKey } from './idempotency-key-id.ts';
import { isDuplicate, type MongoConnection, QUERY_MS } from './mongo-client.ts';

interface KeyDocument {
  /** Digest of caller and key. */
  _id: string;
  revision: number;
  /** Who wrote this revision: tells a write that was applied, but not answered, from another's. */
  write: string;
  json: string;
  expiresAt: number;
}

const INDEXES: readonly IndexDescription[] = [{ key: { expiresAt: 1, _id: 1 }, name: 'expired' }];

/** One document for each key, in the manner of the conversions. Usable until the connection is closed. */
export async function mongoIdempotencyKeys({ database }: MongoConnection): Promise<IdempotencyKeys> {
  const documents = database.collection<KeyDocument>('idempotency_keys');
  await documents.createIndexes([...INDEXES]);

  const find = (id: string) => documents.findOne({ _id: id }, { maxTimeMS: QUERY_MS });

  /** Whether a write that failed, or matched nothing, had been applied by an earlier try of the driver. */
  const wasApplied = async ({ _id, write }: KeyDocument) => (await find(_id))?.write === write;

  const write = async (document: KeyDocument): Promise<boolean> => {
    const { _id, revision } = document;
    if (revision === 1) {
      await documents.insertOne(document);
      return true;
    }
    const { matchedCount } = await documents.replaceOne({ _id, revision: revision - 1 }, document);
    return matchedCount === 1;
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
      try {
        if ((await write(document)) || (await wasApplied(document))) return toEntry(document);
      } catch (error) {
        if (await wasApplied(document)) return toEntry(document);
        if (!isDuplicate(error)) throw error;
      }
      return undefined;
    },

    async removeExpired(at, limit) {
      if (limit <= 0) return 0;
      const candidates = await documents
        .find({ expiresAt: { $lt: at + 1 } }, { maxTimeMS: QUERY_MS })
        .sort({ expiresAt: 1, _id: 1 })
        .limit(limit)
        .toArray();
      let removed = 0;
      for (const { _id, revision, expiresAt } of candidates) {
        if (expiresAt > at) continue; // asked for with the millisecond more that servers may round away
        removed += (await documents.deleteOne({ _id, revision })).deletedCount;
      }
      return removed;
    },
  };
}

const toEntry = ({ json }: Pick<KeyDocument, 'json'>): KeyEntry => JSON.parse(json) as KeyEntry;
