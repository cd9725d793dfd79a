import { type Entry, getFileNameLowLevel, type ZipFile } from 'yauzl';
import type { ArchiveLimits } from '../../../domain/engine-limits.ts';
import { overLimit, unsafe } from './archive-problems.ts';
import { safeName, shownName } from './entry-name.ts';

/** One file of an archive. */
export interface ArchiveEntry {
  /** Relative, with forward slashes, without `.` and `..`. */
  name: string;
  /** Inflated, as the archive says; checked while it is read. */
  sizeBytes: number;
  packedBytes: number;
  /** 0: stored, 8: deflated; the others are not read. */
  method: number;
  crc32: number;
  isEncrypted: boolean;
  /** Of its own header in the archive. */
  headerOffset: number;
}

export interface Directory {
  entries: ArchiveEntry[];
  /** Symbolic links, which are left out. */
  links: number;
}

const LOCAL_HEADER_BYTES = 30;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/** Throws `input_archive_unsafe` or `input_limit_exceeded`, and what yauzl throws. */
export async function readDirectory(zip: ZipFile, { maxEntries }: ArchiveLimits): Promise<Directory> {
  if (zip.entryCount > maxEntries) {
    throw overLimit(`The archive has ${zip.entryCount} files; the limit of this server is ${maxEntries}.`);
  }
  const entries: ArchiveEntry[] = [];
  const names = new Set<string>();
  let links = 0;
  for await (const given of zip.eachEntry()) {
    const raw = getFileNameLowLevel(given.generalPurposeBitFlag, given.fileNameRaw, given.extraFields, false);
    const name = safeName(raw);
    if (name === undefined)
      throw unsafe(`The archive holds a file outside of its folder, ${shownName(raw)}.`);
    if (raw.endsWith('/') || name === '') continue; // a folder
    if (isLink(given)) {
      links += 1;
      continue;
    }
    if (names.has(name)) throw unsafe(`The archive holds two files named ${shownName(name)}.`);
    names.add(name);
    entries.push(toEntry(name, given));
  }
  refuseOverlaps(entries);
  return { entries, links };
}

const isLink = ({ externalFileAttributes }: Entry): boolean =>
  ((externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK;

const toEntry = (name: string, given: Entry): ArchiveEntry => ({
  name,
  sizeBytes: given.uncompressedSize,
  packedBytes: given.compressedSize,
  method: given.compressionMethod,
  crc32: given.crc32,
  isEncrypted: given.isEncrypted(),
  headerOffset: given.relativeOffsetOfLocalHeader,
});

/**
 * Entries that share bytes let a few megabytes inflate to petabytes (D. Fifield, "A better zip bomb", 2019). A local
 * header may be longer than what is counted here, never shorter.
 */
function refuseOverlaps(entries: readonly ArchiveEntry[]): void {
  const inOrder = [...entries].sort((a, b) => a.headerOffset - b.headerOffset);
  let end = 0;
  for (const { name, headerOffset, packedBytes } of inOrder) {
    if (headerOffset < end)
      throw unsafe(`The file ${shownName(name)} in the archive shares bytes with another.`);
    end = headerOffset + LOCAL_HEADER_BYTES + packedBytes;
  }
}
