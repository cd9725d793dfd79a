import type { Dirent, Stats } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../domain/instant.ts';
import { hasCode } from './disk-full.ts';
import { AREAS, findKey } from './safe-key.ts';

export interface ListedFile {
  key: string;
  conversionId: string;
  modifiedAt: Instant;
}

/** Every stored file below the storage's folder, in constant memory. What has no key's form is passed over. */
export async function* walkStoredFiles(folder: string): AsyncGenerator<ListedFile> {
  for (const area of AREAS) yield* walkKeys(folder, `/${area}`);
}

async function* walkKeys(folder: string, prefix: string): AsyncGenerator<ListedFile> {
  for await (const entry of entriesOf(join(folder, prefix))) {
    const key = `${prefix}/${entry.name}`;
    if (entry.isDirectory()) yield* walkKeys(folder, key);
    else {
      const found = findKey(key);
      const stats = found === undefined ? undefined : await lstatIfThere(join(folder, key));
      if (found === undefined || !stats?.isFile()) continue;
      yield { key, conversionId: found.conversionId, modifiedAt: stats.mtimeMs };
    }
  }
}

/** When anything in the folder was last written, the folder itself included. Undefined: it is gone. */
export async function lastTouched(path: string): Promise<Instant | undefined> {
  const stats = await lstatIfThere(path);
  if (stats === undefined) return undefined;
  let latest = stats.mtimeMs;
  if (stats.isDirectory()) {
    for await (const entry of entriesOf(path)) {
      latest = Math.max(latest, (await lastTouched(join(path, entry.name))) ?? 0);
    }
  }
  return latest;
}

/** The entries of a folder; none where it is gone, which may happen at any time. */
export async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

async function lstatIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
