import { resolve } from 'node:path';
import type { ConversionStore, IdempotencyKeys } from '../domain/ports.ts';
import { CONVERSION_TABLES, lmdbConversionStore } from './lmdb-conversion-store.ts';
import { openLmdbDatabase } from './lmdb-database.ts';
import { IDEMPOTENCY_TABLES, lmdbIdempotencyKeys } from './lmdb-idempotency-keys.ts';

/** Both in one database, which `store.close()` closes. */
export async function openLmdbStores({
  folder,
}: {
  folder: string;
}): Promise<{ store: ConversionStore; idempotencyKeys: IdempotencyKeys }> {
  const database = await openLmdbDatabase(resolve(folder), CONVERSION_TABLES + IDEMPOTENCY_TABLES);
  return { store: lmdbConversionStore(database), idempotencyKeys: lmdbIdempotencyKeys(database) };
}
