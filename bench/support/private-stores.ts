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

/** An empty store on a server of its own, and a fast way to fill it. */
export interface PrivateStore {
  store: ConversionStore;
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

export const openMongoJavaServer = () => openMongo(startMongoJavaServer);
export const openSecantusDb = () => openMongo(startSecantusDb);

async function openMongo(start: typeof startSecantusDb): Promise<PrivateStore> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-mongo-'));
  const server = await start({ folder, port: await freePort() });
  const connection = await connectToMongo({ url: server.url, timeoutMs: 60_000, socketTimeoutMs: 120_000 });
  const store = await mongoConversionStore(connection);
  const documents = connection.database.collection<ConversionDocument>('conversions');
  return {
    store,
    async fill(conversions) {
      for (let from = 0; from < conversions.length; from += AT_ONCE)
        await documents.insertMany(
          conversions.slice(from, from + AT_ONCE).map((one) => toDocument(one, 'filled')),
          { ordered: false },
        );
    },
    async close() {
      await store.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
