import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { fromFdPromise, type ZipFile } from 'yauzl';
import { type ArchiveLimits, DEFAULT_LIMITS } from '../../../domain/engine-limits.ts';
import type { OnFraction } from '../read-result.ts';
import { archiveProblem, damagedEntry, overLimit } from './archive-problems.ts';
import { shownName } from './entry-name.ts';
import { type InflatedSoFar, inflateEntry } from './inflate-entry.ts';
import { type ArchiveEntry, readDirectory } from './read-directory.ts';

export type { ArchiveEntry } from './read-directory.ts';

/** More than this is no texture and no buffer that an engine could hold. */
const MAX_WHOLE_BYTES = 1024 * 1024 * 1024;

/** A ZIP archive on disk (PKWARE APPNOTE 6.3.10), checked before anything of it is used. */
export interface Archive {
  /** Files only, in the order of the table of contents. An archive inside of the archive is a file like any other. */
  readonly entries: readonly ArchiveEntry[];
  /** Symbolic links that were left out. */
  readonly links: number;
  /** By its exact name, else by a name that differs in case alone, where only one does. */
  find(name: string): ArchiveEntry | undefined;
  /** The bytes of an entry, as they are inflated. Reading it twice counts twice. */
  chunks(entry: ArchiveEntry, onFraction?: OnFraction): AsyncGenerator<Uint8Array>;
  /** The whole entry. Throws `input_limit_exceeded` beyond 1 GiB. */
  read(entry: ArchiveEntry): Promise<Uint8Array>;
  /** Where the bytes of an entry begin in the open file of the archive, as they are packed; unchecked. */
  locate(entry: ArchiveEntry): Promise<{ fd: number; start: number }>;
  /** Writes the entry to a new file, for readers that need a path. */
  extract(entry: ArchiveEntry, path: string, onFraction?: OnFraction): Promise<void>;
}

/**
 * Opens an archive, closes it in any case. Throws `input_truncated`, `input_malformed`, `input_feature_unsupported`,
 * `input_archive_unsafe` or `input_limit_exceeded`.
 */
export async function withArchive<T>(
  path: string,
  limits: Partial<ArchiveLimits> | undefined,
  use: (archive: Archive) => Promise<T>,
): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await use(await openArchive(file, { ...DEFAULT_LIMITS.archive, ...limits }));
  } finally {
    await file.close();
  }
}

async function openArchive(file: FileHandle, limits: ArchiveLimits): Promise<Archive> {
  const total: InflatedSoFar = { bytes: 0 };
  const { zip, entries, links } = await readTable(file, limits);
  const find = finder(entries);
  const chunks: Archive['chunks'] = async function* (entry, onFraction) {
    const dataOffset = await findData(zip, entry);
    yield* inflateEntry(file, dataOffset, entry, limits, total, onFraction);
  };
  return {
    entries,
    links,
    find,
    chunks,
    async read(entry) {
      const { name, sizeBytes } = entry;
      if (sizeBytes > MAX_WHOLE_BYTES)
        throw overLimit(`The file ${shownName(name)} in the archive is too big.`);
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks(entry)) parts.push(chunk);
      return Buffer.concat(parts);
    },
    async locate(entry) {
      return { fd: file.fd, start: await findData(zip, entry) };
    },
    async extract(entry, path, onFraction) {
      await pipeline(chunks(entry, onFraction), createWriteStream(path, { flags: 'wx' }));
    },
  };
}

async function readTable(file: FileHandle, limits: ArchiveLimits) {
  try {
    const zip = await fromFdPromise(file.fd, { autoClose: false, decodeStrings: false, lazyEntries: true });
    return { zip, ...(await readDirectory(zip, limits)) };
  } catch (error) {
    throw archiveProblem(error);
  }
}

async function findData(zip: ZipFile, entry: ArchiveEntry): Promise<number> {
  const { headerOffset: relativeOffsetOfLocalHeader, packedBytes: compressedSize } = entry;
  const place = { relativeOffsetOfLocalHeader, compressedSize } as Parameters<
    ZipFile['readLocalFileHeader']
  >[0];
  try {
    return (await zip.readLocalFileHeaderPromise(place, { minimal: true })).fileDataStart;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    throw damagedEntry(entry.name, error);
  }
}

function finder(entries: readonly ArchiveEntry[]): Archive['find'] {
  const exact = new Map(entries.map((entry) => [entry.name, entry]));
  const folded = new Map<string, ArchiveEntry | undefined>();
  for (const entry of entries) {
    const key = entry.name.toLowerCase();
    folded.set(key, folded.has(key) ? undefined : entry);
  }
  return (name) => exact.get(name) ?? folded.get(name.toLowerCase());
}
