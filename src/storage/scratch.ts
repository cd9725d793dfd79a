import { mkdir, mkdtemp, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Instant } from '../domain/instant.ts';
import { Problem } from '../domain/problem.ts';
import { orStorageFull } from './disk-full.ts';
import { removeUntouched } from './remove-untouched.ts';

/** The folder may hold other things, such as where it is the machine's temporary one: they are nobody's leftovers. */
const OURS = /^converto-[0-9a-f]{24}-\d+-\w{6}$/;

/** Local folders of single attempts, for storages that are elsewhere. */
export interface Scratch {
  /** Its absolute path. */
  readonly folder: string;
  makeFolder(conversionId: string, attempt: number): Promise<string>;
  /** The folder is no longer in use. */
  release(folder: string): void;
  /** Rejects with `storage_full` where the disk has no room for so much. */
  requireRoom(bytes: number): Promise<void>;
  /** Removes folders of others that were last touched before this moment. How many. */
  removeLeftovers(before: Instant): Promise<number>;
}

export async function openScratch(folder: string): Promise<Scratch> {
  const root = resolve(folder);
  const inUse = new Set<string>();
  await mkdir(root, { recursive: true }).catch((cause: unknown) => {
    throw new Error(`The scratch folder ${root} cannot be made: set SCRATCH_DIR to one that can.`, { cause });
  });
  return {
    folder: root,

    async makeFolder(conversionId, attempt) {
      return await orStorageFull(async () => {
        await mkdir(root, { recursive: true });
        const made = await mkdtemp(join(root, `converto-${conversionId}-${attempt}-`));
        inUse.add(made);
        return made;
      });
    },

    release: (made) => void inUse.delete(made),

    async requireRoom(bytes) {
      const { bavail, bsize } = await statfs(root);
      const free = bavail * bsize;
      if (bytes > free)
        throw new Problem('storage_full', {
          cause: new Error(`${bytes} bytes are to be fetched, and ${root} has room for ${free}`),
        });
    },

    removeLeftovers: (before) =>
      removeUntouched(root, before, (path, name) => OURS.test(name) && !inUse.has(path)),
  };
}
