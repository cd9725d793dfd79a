import { mkdir, rm } from 'node:fs/promises';

/** Where a reader may put files of its own while `besidePath` is being written; the pool removes it after a failure. */
export const scratchFolderOf = (besidePath: string): string => `${besidePath}.scratch`;

/**
 * A folder beside a file that is being written, for what a reader can only read by path; it is removed in any case.
 * The files in it need names of our own, never those of an archive.
 */
export async function withScratchFolder<T>(
  besidePath: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = scratchFolderOf(besidePath);
  await mkdir(folder);
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
