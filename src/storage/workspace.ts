import { constants } from 'node:fs';
import { type FileHandle, open, rm, rmdir, unlink } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { StoredFile } from '../domain/conversion.ts';
import type { Workspace } from '../domain/ports.ts';
import { orStorageFull } from './disk-full.ts';
import { requireSafeSegment } from './safe-key.ts';

/** Names of our own: an upload's name can never be that of an output. Readers may look at the extension. */
const FETCHED = '.fetched-';

export interface WorkspacePlace {
  /** The workspace's own folder. */
  folder: string;
  /**
   * Makes a stored file readable at `path`, which does not exist yet, and returns where it is.
   * Rejects with `original_missing`.
   */
  lend(key: string, path: string, signal?: AbortSignal): Promise<string>;
  /** Stores what the file holds, durably. */
  keep(output: Output, key: string, signal?: AbortSignal): Promise<StoredFile>;
  onDispose(): void;
}

/** An open file, which nobody writes any more. */
export interface Output {
  file: FileHandle;
  path: string;
  sizeBytes: number;
}

/** What every workspace does; `lend` and `keep` are where storages differ. */
export function createWorkspace({ folder, lend, keep, onDispose }: WorkspacePlace): Workspace {
  const pathOf = (name: string) => join(folder, requireSafeSegment(name));
  const fetched: string[] = [];
  return {
    pathOf,

    fetch: (key, signal) =>
      orStorageFull(async () => {
        signal?.throwIfAborted();
        const path = join(folder, `${FETCHED}${fetched.length}${extname(key)}`);
        fetched.push(path);
        return await lend(key, path, signal);
      }),

    store: (name, key, signal) =>
      orStorageFull(async () => {
        signal?.throwIfAborted();
        const output = await openPlainFile(pathOf(name));
        try {
          return await keep(output, key, signal);
        } finally {
          await output.file.close();
        }
      }),

    async dispose() {
      // What is known to be there goes at once: to look for what may be there costs several times as much.
      await Promise.all(fetched.splice(0).map((path) => unlink(path).catch(() => {})));
      await rmdir(folder).catch(() => rm(folder, { recursive: true, force: true }));
      onDispose();
    },
  };
}

/** Not through a symbolic link: a program must not be able to publish another file of this machine. */
async function openPlainFile(path: string): Promise<Output> {
  const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new TypeError(`${basename(path)} is not a file`);
    return { file, path, sizeBytes: stats.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}
