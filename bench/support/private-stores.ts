import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/services/free-port.mjs';
import { startMongoJavaServer } from '../../scripts/services/mongo-java-server.mjs';
import { startSecantusDb } from '../../scripts/services/secantusdb.mjs';
import type { Conversion } from '../../src/domain/conversion.ts';
import type { ConversionStore } from '../../src/domain/ports.ts';
import { openLmdbConversionStore } from '../../src/store/lmdb-conversion-store.ts';
import { connectToMongo } from '../../src/store/mongo-client.ts';
import { mongoConversionStore } from '../../src/store/mongo-conversion-store.ts';
import { type ConversionDocument, toDocument } from '../../src/store/mongo-documents.ts';
import { dropDatabase, freshDatabase } from '../../test/adapters/mongo-test-store.ts';

/** An empty store on a server of its own, and a fast way to fill it. */
export interface PrivateStore {
  store: ConversionStore;
  /** The same, but totals of lists are counted to one; where that is worth knowing. */
  withoutTotals?: ConversionStore;
  fill(conversions: readonly Conversion[]): Promise<void>;
  close(): Promise<void>;
}

const AT_ONCE = 1000;

export async function openLmdb(): Promise<PrivateStore> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-lmdb-'));
  const store = await openLmdbConversionStore({ folder });
  return {
    store,
    async fill(conversions) {
      for (let from = 0; from < conversions.length; from += AT_ONCE)
        await Promise.all(conversions.slice(from, from + AT_ONCE).map((one) => store.insert(one)));
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const openMongoJavaServer = () => openPrivateMongo(startMongoJavaServer);
export const openSecantusDb = () => openPrivateMongo(startSecantusDb);

async function openPrivateMongo(start: typeof startSecantusDb): Promise<PrivateStore> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-mongo-'));
  const server = await start({ folder, port: await freePort() });
  const { store, fill, close } = await openMongo(server.url);
  return {
    store,
    fill,
    async close() {
      await close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** On a server that runs already, in a database of its own, which closing drops. */
export async function openMongo(server: string): Promise<PrivateStore> {
  const url = freshDatabase(server);
  const connection = await connectToMongo({ url, timeoutMs: 60_000, socketTimeoutMs: 120_000 });
  const store = await mongoConversionStore(connection);
  const documents = connection.database.collection<ConversionDocument>('conversions');
  return {
    store,
    withoutTotals: await mongoConversionStore(connection, { countLimit: 1 }),
    async fill(conversions) {
      for (let from = 0; from < conversions.length; from += AT_ONCE)
        await documents.insertMany(
          conversions.slice(from, from + AT_ONCE).map((one) => toDocument(one, 'filled')),
          { ordered: false },
        );
    },
    async close() {
      await store.close();
      await dropDatabase(url);
    },
  };
}
