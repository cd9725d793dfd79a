import type { Siblings } from '../mesh-source.ts';
import { percentDecoded, resolveName } from './entry-name.ts';
import type { Archive, ArchiveEntry } from './open-archive.ts';

/** The entry that a reference means which stands in the file named `base`; see resolveName. */
export function findReferred(archive: Archive, base: string, reference: string): ArchiveEntry | undefined {
  for (const spelling of new Set([reference, percentDecoded(reference)])) {
    const name = resolveName(base, spelling.trim());
    const entry = name === undefined ? undefined : archive.find(name);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** What a model in an archive sees of the archive: references count from its own folder. */
export const siblingsOf = (archive: Archive, model: ArchiveEntry): Siblings => ({
  async read(reference) {
    const entry = findReferred(archive, model.name, reference);
    return entry && archive.read(entry);
  },
});
