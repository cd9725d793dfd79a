import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../domain/instant.ts';
import { entriesOf, lastTouched } from './walk.ts';

/** Removes the entries of the folder that may go and were last touched before this moment. How many. */
export async function removeUntouched(
  folder: string,
  before: Instant,
  mayGo: (path: string, name: string) => boolean,
): Promise<number> {
  let removed = 0;
  for await (const { name } of entriesOf(folder)) {
    const path = join(folder, name);
    const touchedAt = mayGo(path, name) ? await lastTouched(path) : undefined;
    if (touchedAt === undefined || touchedAt >= before) continue;
    await rm(path, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}
