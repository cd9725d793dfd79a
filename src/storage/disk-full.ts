import { Problem } from '../domain/problem.ts';

/** What the file system says when it, or the user's quota, has no room. */
const isDiskFull = (error: unknown): boolean => hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT');

export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Runs what writes, and names a full disk as the Problem `storage_full`. */
export async function orStorageFull<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isDiskFull(error) ? new Problem('storage_full', { cause: error }) : error;
  }
}
