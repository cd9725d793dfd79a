import type { KeyEntry } from '../domain/idempotency.ts';
import type { IdempotencyKeys } from '../domain/ports.ts';
import { sortable } from './conversion-indexes.ts';
import { idOfIdempotencyKey } from './idempotency-key-id.ts';
import type { LmdbDatabase } from './lmdb-database.ts';

export const IDEMPOTENCY_TABLES = 2;

/** Tables: `idempotency_keys` id → JSON; `idempotency_expiry` moment/id. Usable until the database is closed. */
export function lmdbIdempotencyKeys(database: LmdbDatabase): IdempotencyKeys {
  const entries = database.table('idempotency_keys');
  const expiry = database.table('idempotency_expiry');

  const get = (id: string): KeyEntry | undefined => {
    const json = entries.get(id);
    return json === undefined ? undefined : (JSON.parse(json) as KeyEntry);
  };

  return {
    async find(key) {
      return get(idOfIdempotencyKey(key));
    },

    async put(key, expectedRevision, change) {
      const id = idOfIdempotencyKey(key);
      const entry: KeyEntry = { ...change, revision: expectedRevision + 1 };
      const won = await database.write(() => {
        const before = get(id);
        if ((before?.revision ?? 0) !== expectedRevision) return false;
        if (before !== undefined) expiry.remove(expiryKey(before, id));
        entries.put(id, JSON.stringify(entry));
        expiry.put(expiryKey(entry, id), '');
        return true;
      });
      return won ? entry : undefined;
    },

    async removeExpired(at, limit) {
      if (limit <= 0) return 0;
      return await database.write(() => {
        // The index rounds down to milliseconds, so each candidate is asked for the moment itself.
        const due = [...expiry.getKeys({ end: `${sortable(at)}0`, limit })].filter(
          (key) => (get(idOfExpiryKey(key))?.expiresAt ?? 0) <= at,
        );
        for (const key of due) {
          entries.remove(idOfExpiryKey(key));
          expiry.remove(key);
        }
        return due.length;
      });
    },
  };
}

const expiryKey = ({ expiresAt }: KeyEntry, id: string): string => `${sortable(expiresAt)}/${id}`;
const idOfExpiryKey = (key: string): string => key.slice(key.indexOf('/') + 1);
