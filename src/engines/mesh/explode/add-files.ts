import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ArchiveLimits } from '../../../domain/engine-limits.ts';
import type { Format } from '../../../domain/formats.ts';
import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { withArchive } from '../archive/open-archive.ts';
import type { ZipWriter } from '../archive/write-zip.ts';

/** A larger file may have 4 GiB once it is deflated in vain. */
const HUGE_BYTES = 4e9;
/** What we wrote ourselves is as large as it has to be. */
const NO_LIMITS: ArchiveLimits = {
  maxEntries: Number.MAX_SAFE_INTEGER,
  maxInflatedBytes: Number.MAX_SAFE_INTEGER,
  maxRatio: Number.MAX_SAFE_INTEGER,
};
/** Packed already. */
const STORED: ReadonlySet<string> = new Set(['3mf', 'usdz']);

/** @throws Problem `target_limit_exceeded` where this server would refuse an archive of so many files. */
export function refuseManyFiles(count: number, { archive: { maxEntries } }: EngineLimits): void {
  if (count <= maxEntries) return;
  throw new Problem('target_limit_exceeded', {
    detail: `There would be ${count} files; the limit of this server for an archive is ${maxEntries}, MAX_ARCHIVE_ENTRIES. Select or merge parts.`,
  });
}

/**
 * Adds the files of parts to an archive, and counts them against the limits for archives that are uploaded.
 * Throws `target_limit_exceeded`.
 */
export function fileAdder(zip: ZipWriter, limits: EngineLimits) {
  const { maxInflatedBytes: mostBytes } = limits.archive;
  const names: string[] = [];
  let bytes = 0;
  const count = (name: string, sizeBytes: number): void => {
    refuseManyFiles(names.push(name), limits);
    bytes += sizeBytes;
    if (bytes <= mostBytes) return;
    throw new Problem('target_limit_exceeded', {
      detail: `The files would have more than ${mostBytes} bytes together, MAX_INFLATED_BYTES. Select fewer parts, or simplify them.`,
    });
  };
  return {
    names,
    /** @param path of a file of this format; where it is a ZIP archive, its files go into a folder */
    async add(path: string, stem: string, { id, extensions }: Format): Promise<void> {
      if (id === 'zip') {
        await withArchive(path, NO_LIMITS, async (inner) => {
          for (const entry of inner.entries) {
            const name = `${stem}/${entry.name}`;
            count(name, entry.sizeBytes);
            await zip.add(name, inner.chunks(entry), { mayBeHuge: entry.sizeBytes > HUGE_BYTES });
          }
        });
        return;
      }
      const name = stem + extensions[0];
      const { size } = await stat(path);
      count(name, size);
      await zip.add(name, createReadStream(path), { stored: STORED.has(id), mayBeHuge: size > HUGE_BYTES });
    },
  };
}

/** The files of a written archive are there, and their bytes fit their checksums. Throws `output_invalid`. */
export async function checkArchive(path: string, names: readonly string[]): Promise<void> {
  try {
    await withArchive(path, NO_LIMITS, async ({ entries, chunks }) => {
      if (entries.length !== names.length || entries.some(({ name }, index) => name !== names[index])) {
        throw new Error('the archive that was read back has other files');
      }
      for (const entry of entries) for await (const _ of chunks(entry));
    });
  } catch (cause) {
    throw new Problem('output_invalid', { cause });
  }
}
