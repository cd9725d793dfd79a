import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { ENCODINGS, type EncodedFile, type Encoding, encodedFile } from './send-encoded.ts';

/** Path below the folder, such as `assets/main-C0ffee.js`, to file. */
export type PageFiles = ReadonlyMap<string, EncodedFile>;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

const SUFFIXES: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz' };

/**
 * The built page, whole in memory: it is small, and so no path of a request ever reaches the file system. Empty where
 * it was not built.
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const paths = await pathsIn(folder);
  const known = new Set(paths);
  const files = new Map<string, EncodedFile>();
  for (const path of paths) {
    const mediaType = MEDIA_TYPES[extname(path)];
    if (mediaType === undefined) continue; // what is compressed, and what the build leaves beside it
    const plain = await readFile(join(folder, path));
    const encoded: EncodedFile['encoded'] = {}; // as the build wrote them beside it
    for (const encoding of ENCODINGS) {
      const variant = path + SUFFIXES[encoding];
      if (known.has(variant)) encoded[encoding] = await readFile(join(folder, variant));
    }
    files.set(path, encodedFile(mediaType, plain, encoded));
  }
  return files;
}

async function pathsIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder, { recursive: true })).map((path) => path.replaceAll('\\', '/'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
