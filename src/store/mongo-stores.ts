import type { ConversionStore, IdempotencyKeys } from '../domain/ports.ts';
import { connectToMongo } from './mongo-client.ts';
import { type MongoStoreOptions, mongoConversionStore } from './mongo-conversion-store.ts';
import { mongoIdempotencyKeys } from './mongo-idempotency-keys.ts';

/** Both on one connection, which `store.close()` closes. */
export async function openMongoStores(
  options: MongoStoreOptions,
): Promise<{ store: ConversionStore; idempotencyKeys: IdempotencyKeys }> {
  const connection = await connectToMongo(options);
  try {
    return {
      store: await mongoConversionStore(connection, options),
      idempotencyKeys: await mongoIdempotencyKeys(connection),
    };
  } catch (error) {
    await connection.client.close();
    throw error;
  }
}
