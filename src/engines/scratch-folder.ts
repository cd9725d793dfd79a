import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a reader may put files of its own while `besidePath` is being written; the pool removes it after a failure. */
export const scratchFolderOf = (besidePath: string): string => `${besidePath}.scratch`;

/**
 * A folder beside a file that is being written, for what a reader can only read by path; it is removed in any case.
 * Within another's use it is a folder in the other's.
 * The files in it need names of our own, never those of an archive.
 */
export async function withScratchFolder<T>(
  besidePath: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = scratchFolderOf(besidePath);
  if (!(await makeFolder(folder))) return withScratchFolder(join(folder, 'inner'), use);
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** False where there is one already. */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
