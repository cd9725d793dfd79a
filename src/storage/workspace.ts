import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { StoredFile } from '../domain/conversion.ts';
import type { Workspace } from '../domain/ports.ts';
import { orStorageFull } from './disk-full.ts';
import { requireSafeSegment } from './safe-key.ts';

/** Apart from what programs write, so that an upload's name can never be that of an output. */
const FETCHED = '.fetched';

export interface WorkspacePlace {
  /** The workspace's own folder. */
  folder: string;
  /**
   * Makes a stored file readable at `path`, which does not exist yet, and returns where it is.
   * Rejects with `original_missing`.
   */
  lend(key: string, path: string, signal?: AbortSignal): Promise<string>;
  /** Stores what the open file at `path` holds, durably. */
  keep(file: FileHandle, path: string, key: string, signal?: AbortSignal): Promise<StoredFile>;
  onDispose(): void;
}

/** What every workspace does; `lend` and `keep` are where storages differ. */
export function createWorkspace({ folder, lend, keep, onDispose }: WorkspacePlace): Workspace {
  const pathOf = (name: string) => join(folder, requireSafeSegment(name));
  let fetched = 0;
  return {
    pathOf,

    fetch: (key, signal) =>
      orStorageFull(async () => {
        signal?.throwIfAborted();
        const shelf = join(folder, FETCHED, String(fetched++));
        await mkdir(shelf, { recursive: true });
        return await lend(key, join(shelf, basename(key)), signal);
      }),

    store: (name, key, signal) =>
      orStorageFull(async () => {
        signal?.throwIfAborted();
        const path = pathOf(name);
        const file = await openPlainFile(path);
        try {
          return await keep(file, path, key, signal);
        } finally {
          await file.close();
        }
      }),

    async dispose() {
      await rm(folder, { recursive: true, force: true });
      onDispose();
    },
  };
}

/** Not through a symbolic link: a program must not be able to publish another file of this machine. */
async function openPlainFile(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    if (!(await file.stat()).isFile()) throw new TypeError(`${basename(path)} is not a file`);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
