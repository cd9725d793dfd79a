/**
 * Runs on a file system of one megabyte and reports as JSON what happened. Anything unexpected, an unhandled rejection
 * above all, ends it with another exit code.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isProblem } from '../../../src/domain/problem.ts';
import { openFilesystemStorage } from '../../../src/storage/filesystem-storage.ts';
import { openLmdbConversionStore } from '../../../src/store/lmdb-conversion-store.ts';
import { nextId, sampleConversion } from '../../contracts/sample-conversion.ts';

const [what = '', folder = ''] = process.argv.slice(2);

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (isProblem(error) ? error.code : String(error)),
  );

async function* megabytes(count: number) {
  for (let n = 0; n < count * 16; n++) yield Buffer.alloc(64 * 1024, n);
}

async function fillFiles() {
  const storage = await openFilesystemStorage({ folder });
  const id = nextId();
  const first = await codeOf(storage.write(`/original/${id}/small.stl`, megabytes(0.25)));
  const tooMuch = await codeOf(storage.write(`/original/${id}/large.stl`, megabytes(8)));
  const incoming = await readdir(join(folder, '.incoming'));
  const names = await readdir(join(folder, 'original', id));
  const again = await codeOf(storage.write(`/original/${id}/small2.stl`, megabytes(0.25)));
  return { first, tooMuch, incoming, names, again, ping: await codeOf(storage.ping()) };
}

async function fillStore() {
  const store = await openLmdbConversionStore({ folder: join(folder, 'conversions') });
  const inserted: string[] = [];
  const insertUntilRefused = async (atOnce: number): Promise<string> => {
    for (let tries = 0; tries < 2000; tries++) {
      const batch = Array.from({ length: atOnce }, () => sampleConversion({ tag: 'many' }));
      const codes = await Promise.all(batch.map((conversion) => codeOf(store.insert(conversion))));
      inserted.push(...batch.filter((_, n) => codes[n] === 'done').map(({ id }) => id));
      const refusal = codes.find((code) => code !== 'done');
      if (refusal !== undefined) return refusal;
    }
    return 'the disk never filled';
  };
  const refusal = await insertUntilRefused(5);
  const alone = await insertUntilRefused(1); // lmdb commits a lone write in another way
  const { total } = await store.list({}, { limit: 1, skip: 0 });
  const { total: tagged } = await store.list({ tag: 'many' }, { limit: 1, skip: 0 });
  const found = await Promise.all(inserted.map((id) => store.find(id)));
  const readable = found.every((conversion) => conversion !== undefined);
  await store.close();
  return { refusal, alone, inserted: inserted.length, total, tagged, readable };
}

process.stdout.write(JSON.stringify(what === 'files' ? await fillFiles() : await fillStore()));
