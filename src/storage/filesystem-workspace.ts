import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, link } from 'node:fs/promises';
import type { Workspace } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';
import { hasCode } from './disk-full.ts';
import { createWorkspace } from './workspace.ts';

/** What file systems answer that cannot link, or not once more: then a program gets the stored file itself. */
const WITHOUT_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];
const HASH_CHUNK_BYTES = 1024 * 1024;

export interface FilesystemPlace {
  /** The workspace's own folder, in the same file system as the stored files. */
  folder: string;
  pathOfKey(key: string): string;
  /** Moves a durable file to its key, durably. */
  place(path: string, key: string): Promise<void>;
  onDispose(): void;
}

export const createFilesystemWorkspace = ({
  folder,
  pathOfKey,
  place,
  onDispose,
}: FilesystemPlace): Workspace =>
  createWorkspace({
    folder,
    onDispose,
    lend: (key, path) => lend(pathOfKey(key), path),
    async keep({ file, path, sizeBytes }, key, signal) {
      pathOfKey(key); // before the work
      const measured = await hashAndSync(file, sizeBytes, signal);
      signal?.throwIfAborted();
      await place(path, key);
      return { key, ...measured };
    },
  });

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

async function hashAndSync(
  file: FileHandle,
  expectedBytes: number,
  signal: AbortSignal | undefined,
): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  // One byte more than a small file has: the read that finds its bytes finds its end.
  const buffer = Buffer.allocUnsafe(Math.min(HASH_CHUNK_BYTES, expectedBytes + 1));
  let sizeBytes = 0;
  for (let atEnd = false; !atEnd; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, sizeBytes);
    signal?.throwIfAborted();
    hash.update(buffer.subarray(0, bytesRead));
    sizeBytes += bytesRead;
    atEnd = bytesRead === 0 || (bytesRead < buffer.length && sizeBytes >= expectedBytes);
  }
  await file.sync();
  return { sizeBytes, sha256: hash.digest('hex') };
}
