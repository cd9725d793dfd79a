import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, mkdir, open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { StoredFile } from '../domain/conversion.ts';
import type { Workspace } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';
import { hasCode, orStorageFull } from './disk-full.ts';
import { requireSafeSegment } from './safe-key.ts';

/** Apart from what programs write, so that an upload's name can never be that of an output. */
const FETCHED = '.fetched';
/** What file systems answer that cannot link, or not once more: then a program gets the stored file itself. */
const WITHOUT_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];
const HASH_CHUNK_BYTES = 1024 * 1024;

export interface WorkspacePlace {
  /** The workspace's own folder, in the same file system as the stored files. */
  folder: string;
  pathOfKey(key: string): string;
  /** Moves a durable file to its key, durably. */
  place(path: string, key: string): Promise<void>;
  onDispose(): void;
}

export function createFilesystemWorkspace({
  folder,
  pathOfKey,
  place,
  onDispose,
}: WorkspacePlace): Workspace {
  const pathOf = (name: string) => join(folder, requireSafeSegment(name));
  let fetched = 0;
  return {
    pathOf,

    fetch: (key) =>
      orStorageFull(async () => {
        const shelf = join(folder, FETCHED, String(fetched++));
        await mkdir(shelf, { recursive: true });
        return await lend(pathOfKey(key), join(shelf, basename(key)));
      }),

    store: (name, key) =>
      orStorageFull(async (): Promise<StoredFile> => {
        const path = pathOf(name);
        const measured = await hashAndSync(path);
        await place(path, key);
        return { key, ...measured };
      }),

    async dispose() {
      await rm(folder, { recursive: true, force: true });
      onDispose();
    },
  };
}

/** A hard link: no byte is copied, and removing the conversion does not pull the file from under a program. */
async function lend(path: string, linkPath: string): Promise<string> {
  try {
    await link(path, linkPath);
    return linkPath;
  } catch (cause) {
    await access(path, constants.R_OK).catch((error: unknown) => {
      throw hasCode(error, 'ENOENT') ? new Problem('original_missing', { cause }) : error;
    });
    if (WITHOUT_HARD_LINKS.some((code) => hasCode(cause, code))) return path;
    throw cause;
  }
}

async function hashAndSync(path: string): Promise<{ sizeBytes: number; sha256: string }> {
  // Not through a symbolic link: a program must not be able to publish another file of this machine.
  const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    if (!(await file.stat()).isFile()) throw new TypeError(`${basename(path)} is not a file`);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: HASH_CHUNK_BYTES })) {
      hash.update(chunk);
      sizeBytes += chunk.length;
    }
    await file.sync();
    return { sizeBytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}
