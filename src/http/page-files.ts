import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

export const ENCODINGS = ['br', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export interface PageFile {
  mediaType: string;
  plain: Buffer;
  /** As the build wrote them beside it. */
  encoded: Partial<Record<Encoding, Buffer>>;
  /** Of the plain bytes; without quotes. */
  hash: string;
}

/** Path below the folder, such as `assets/main-C0ffee.js`, to file. */
export type PageFiles = ReadonlyMap<string, PageFile>;

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
  const files = new Map<string, PageFile>();
  for (const path of paths) {
    const mediaType = MEDIA_TYPES[extname(path)];
    if (mediaType === undefined) continue; // what is compressed, and what the build leaves beside it
    const plain = await readFile(join(folder, path));
    const encoded: PageFile['encoded'] = {};
    for (const encoding of ENCODINGS) {
      const variant = path + SUFFIXES[encoding];
      if (known.has(variant)) encoded[encoding] = await readFile(join(folder, variant));
    }
    const hash = createHash('sha256').update(plain).digest('hex').slice(0, 32);
    files.set(path, { mediaType, plain, encoded, hash });
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
