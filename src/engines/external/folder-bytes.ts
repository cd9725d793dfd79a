import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What the files of a folder take on the disk, links not followed; stops counting above `enough`. */
export async function folderBytes(folder: string, enough: number): Promise<number> {
  let bytes = 0;
  const waiting = [folder];
  while (waiting.length > 0 && bytes <= enough) {
    const next = waiting.pop()!;
    for (const entry of await readdir(next, { withFileTypes: true }).catch(() => [])) {
      const path = join(next, entry.name);
      bytes += ENTRY_BYTES;
      if (entry.isDirectory()) waiting.push(path);
      else bytes += (await lstat(path).catch(() => ({ size: 0 }))).size;
      if (bytes > enough) break;
    }
  }
  return bytes;
}

/** Empty files fill a disk, too. */
const ENTRY_BYTES = 512;
