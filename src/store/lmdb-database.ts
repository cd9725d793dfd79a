import { mkdir, open as openFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { Problem } from '../domain/problem.ts';

const FORMAT_VERSION = 1;

/** The first of two meta pages begins the file: a page header, then LMDB's mark. */
const MARK = { offset: 24, value: 0xbeefc0de };
const META_PAGES_BYTES = 2 * 4096;

export interface LmdbDatabase {
  /** Named tables of text by text. */
  table(name: string): Database<string, string>;
  /**
   * Runs `change` in a write transaction. What it writes is on the disk when this resolves, all or nothing; nothing
   * where it throws. Concurrent calls share one commit. Rejects with `storage_full` where the disk has no room.
   */
  write<T>(change: () => T): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens or makes the database in this folder, which must be on a local disk: LMDB maps it into memory.
 * @throws Error with one sentence where a newer version of the program wrote it, or something else did
 */
export async function openLmdbDatabase(folder: string, tables: number): Promise<LmdbDatabase> {
  await mkdir(folder, { recursive: true });
  await requireLmdbFile(join(folder, 'data.mdb'));
  const root: RootDatabase<string, string> = open({
    path: folder,
    noSubdir: false, // a folder may have a dot in its name
    encoding: 'string',
    maxDbs: tables + 1,
    // With overlapping syncs a commit is seen before it is durable, and `flushed` has to be waited for apart. Without,
    // fdatasync and a synchronous write of the meta page come first (seen with strace); it is no slower.
    overlappingSync: false,
    // With it on, a commit that fails on a full disk rejects a promise inside lmdb that nobody can catch (seen).
    eventTurnBatching: false,
  });
  try {
    await requireKnownFormat(root, folder);
    await syncFolder(folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    await root.close();
    throw error;
  }
  return {
    table: (name) => root.openDB<string, string>({ name, encoding: 'string' }),
    write: (change) => writeTo(root, change),
    close: () => root.close(),
  };
}

/**
 * Opening any other file ends the whole process with a segmentation fault inside lmdb (seen). So does one that was cut
 * off behind its first pages, which cannot be told here.
 */
async function requireLmdbFile(path: string): Promise<void> {
  const file = await openFile(path, 'a+');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(META_PAGES_BYTES), 0, META_PAGES_BYTES, 0);
    if (bytesRead === 0) return; // a new one
    const marks = [buffer.readUInt32LE(MARK.offset), buffer.readUInt32BE(MARK.offset)];
    if (bytesRead === META_PAGES_BYTES && marks.includes(MARK.value)) return;
    throw new Error(
      `${path} is damaged or not a database of converto: restore it from a copy, or choose another data folder.`,
    );
  } finally {
    await file.close();
  }
}

async function requireKnownFormat(root: RootDatabase<string, string>, folder: string): Promise<void> {
  const meta = root.openDB<string, string>({ name: 'meta', encoding: 'string' });
  const stored = meta.get('format');
  if (stored === undefined) await writeTo(root, () => meta.put('format', String(FORMAT_VERSION)));
  else if (Number(stored) !== FORMAT_VERSION) {
    throw new Error(
      `The conversions in ${folder} were written in format ${stored} by a newer converto, and this one reads format ${FORMAT_VERSION}: start the newer one, or choose another data folder.`,
    );
  }
}

async function writeTo<T>(root: RootDatabase<string, string>, change: () => T): Promise<T> {
  try {
    // A child transaction: a plain one commits what was written before `change` threw.
    return await root.childTransaction(change);
  } catch (error) {
    throw await commitProblem(error);
  }
}

/** lmdb hides why a commit failed in a second promise, which must be heard at once or it ends the process. */
async function commitProblem(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return error;
  const cause: unknown = await Promise.resolve(error.commitError).catch((reason: unknown) => reason);
  const number = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const full = number === constants.errno.ENOSPC || number === constants.errno.EDQUOT;
  return full ? new Problem('storage_full', { cause }) : new Error('the commit failed', { cause });
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // no handle to a folder there; NTFS journals its entries
  const handle = await openFile(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
