import type { ConversionStore, IdempotencyKeys } from '../domain/ports.ts';
import { connectToMongo } from './mongo-client.ts';
import { type MongoStoreOptions, mongoConversionStore } from './mongo-conversion-store.ts';
import { mongoIdempotencyKeys } from './mongo-idempotency-keys.ts';

/** Both on one connection, which `store.close()` closes. */
export async function openMongoStores({
  url,
}: MongoStoreOptions): Promise<{ store: ConversionStore; idempotencyKeys: IdempotencyKeys }> {
  const connection = await connectToMongo(url);
  try {
    return {
      store: await mongoConversionStore(connection),
      idempotencyKeys: await mongoIdempotencyKeys(connection),
    };
  } catch (error) {
    await connection.client.close();
    throw error;
  }
}
