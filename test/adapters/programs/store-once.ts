/** Stores one conversion and one file, and prints what strace is to look for around each. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openFilesystemStorage } from '../../../src/storage/filesystem-storage.ts';
import { openLmdbConversionStore } from '../../../src/store/lmdb-conversion-store.ts';
import { nextId, sampleConversion } from '../../contracts/sample-conversion.ts';

const folder = process.argv[2]!;
const store = await openLmdbConversionStore({ folder: join(folder, 'conversions') });
const storage = await openFilesystemStorage({ folder });

writeSync(1, 'insert begins\n');
await store.insert(sampleConversion());
writeSync(1, 'insert resolved\n');
await storage.write(
  `/original/${nextId()}/a.stl`,
  (async function* () {
    yield Buffer.from('content');
  })(),
);
writeSync(1, 'write resolved\n');
await store.close();
