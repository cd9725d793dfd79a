import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, mkdtemp, open, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { FileStorage } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';
import { hasCode, orStorageFull } from './disk-full.ts';
import { makeDurableFolder, shareSyncs } from './durable-folder.ts';
import { createFilesystemWorkspace } from './filesystem-workspace.ts';
import { pour } from './pour.ts';
import { removeUntouched } from './remove-untouched.ts';
import { AREAS, parseKey, requireConversionId } from './safe-key.ts';
import { walkStoredFiles } from './walk.ts';

/** Both lie in the storage's folder, so that a rename into place never crosses file systems. */
const INCOMING = '.incoming';
const WORK = '.work';
const PLACE_TRIES = 100;
const READ_CHUNK_BYTES = 256 * 1024;

/**
 * Files in a folder. A file appears under its key by a rename, after its bytes are on the disk; the folders are synced
 * before `write` resolves. Several processes may share the folder.
 */
export async function openFilesystemStorage({ folder }: { folder: string }): Promise<FileStorage> {
  const root = resolve(folder);
  const pathOfKey = (key: string) => join(root, ...parseKey(key).segments);
  /** What this process is filling; never a leftover, however long it takes. */
  const inUse = new Set<string>();

  const syncFolder = shareSyncs();

  await orStorageFull(async () => {
    for (const name of [...AREAS, INCOMING, WORK]) await makeDurableFolder(join(root, name));
  });

  const place = async (path: string, key: string): Promise<void> => {
    const target = pathOfKey(key);
    for (let tries = 1; ; tries++) {
      try {
        await mkdir(dirname(target), { recursive: true });
        await rename(path, target);
        break;
      } catch (error) {
        // `remove` may take an empty folder away in between, even between the steps of mkdir.
        const vanished = hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
        if (!vanished || tries >= PLACE_TRIES || !(await exists(path))) throw error;
      }
    }
    const folders: string[] = [];
    for (let at = dirname(target); at !== root; at = dirname(at)) folders.push(at);
    // At once: a journal commits them together. One may have been removed again already.
    await Promise.all(folders.map((at) => syncFolder(at).catch(undefinedWhereMissing)));
  };

  /** A new file to fill, which `fill` moves or removes; after a failure it is gone. */
  const incoming = async <T>(fill: (file: FileHandle, path: string) => Promise<T>): Promise<T> => {
    const path = join(root, INCOMING, randomBytes(12).toString('hex'));
    inUse.add(path);
    try {
      const file = await open(path, 'wx');
      try {
        return await fill(file, path);
      } finally {
        await file.close().catch(() => {});
      }
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      inUse.delete(path);
    }
  };

  return {
    workFolder: join(root, WORK),

    write(key, source, limits = {}) {
      return orStorageFull(async () => {
        parseKey(key);
        return await incoming(async (file, path) => {
          const poured = await pour(source, file, limits);
          await file.close();
          limits.signal?.throwIfAborted();
          await place(path, key);
          return { key, ...poured };
        });
      });
    },

    async read(key, range) {
      const file = await openIfThere(pathOfKey(key));
      if (file === undefined) return undefined;
      try {
        const stats = await file.stat();
        if (!stats.isFile()) {
          await file.close();
          return undefined;
        }
        if (range !== undefined && range.start >= stats.size) throw new Problem('range_not_satisfiable');
        const stream = file.createReadStream({ ...range, highWaterMark: READ_CHUNK_BYTES });
        stream.on('error', () => {}); // whoever reads sees it; unread, it must not end the process
        return { stream, sizeBytes: stats.size };
      } catch (error) {
        await file.close();
        throw error;
      }
    },

    async stat(key) {
      const stats = await stat(pathOfKey(key)).catch(undefinedWhereMissing);
      return stats?.isFile() ? { sizeBytes: stats.size } : undefined;
    },

    async removeAll(conversionId) {
      requireConversionId(conversionId);
      for (const area of AREAS) {
        await rm(join(root, area, conversionId), { recursive: true, force: true });
        await syncFolder(join(root, area));
      }
    },

    async remove(key) {
      const path = pathOfKey(key);
      await unlink(path).catch(undefinedWhereMissing);
      const area = join(root, parseKey(key).segments[0]!);
      let at = dirname(path);
      while (at !== area && (await removeIfEmpty(at))) at = dirname(at);
      await syncFolder(at).catch(undefinedWhereMissing);
    },

    openWorkspace(conversionId, attempt) {
      return orStorageFull(async () => {
        requireConversionId(conversionId);
        const workspace = await mkdtemp(join(root, WORK, `${conversionId}-${attempt}-`));
        inUse.add(workspace);
        return createFilesystemWorkspace({
          folder: workspace,
          pathOfKey,
          place,
          onDispose: () => inUse.delete(workspace),
        });
      });
    },

    list: () => walkStoredFiles(root),

    async removeLeftovers(before) {
      let removed = 0;
      for (const name of [INCOMING, WORK])
        removed += await removeUntouched(join(root, name), before, (path) => !inUse.has(path));
      return removed;
    },

    ping: () =>
      orStorageFull(() =>
        incoming(async (file, path) => {
          await file.writeFile('converto');
          await file.close();
          await unlink(path);
        }),
      ),

    async close() {},
  };
}

const openIfThere = (path: string): Promise<FileHandle | undefined> =>
  open(path, 'r').catch(undefinedWhereMissing);

const exists = async (path: string): Promise<boolean> =>
  (await stat(path).catch(undefinedWhereMissing)) !== undefined;

/** False where it holds something, or is gone: then whoever removed it goes on. */
async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].some((code) => hasCode(error, code))) return false;
    throw error;
  }
}

function undefinedWhereMissing(error: unknown): undefined {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
  throw error;
}
