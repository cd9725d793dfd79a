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
  let refusal = 'done';
  while (refusal === 'done' && inserted.length < 5000) {
    const batch = Array.from({ length: 5 }, () => sampleConversion({ tag: 'many' }));
    const codes = await Promise.all(batch.map((conversion) => codeOf(store.insert(conversion))));
    inserted.push(...batch.filter((_, n) => codes[n] === 'done').map(({ id }) => id));
    refusal = codes.find((code) => code !== 'done') ?? 'done';
  }
  const { total } = await store.list({}, { limit: 1, skip: 0 });
  const { total: tagged } = await store.list({ tag: 'many' }, { limit: 1, skip: 0 });
  const found = await Promise.all(inserted.map((id) => store.find(id)));
  const readable = found.every((conversion) => conversion !== undefined);
  await store.close();
  return { refusal, inserted: inserted.length, total, tagged, readable };
}

process.stdout.write(JSON.stringify(what === 'files' ? await fillFiles() : await fillStore()));
