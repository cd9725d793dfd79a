/** A small file system of its own for the storage, where this user may mount one: then it can really be filled. */
import { spawnSync } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface SmallDisk {
  folder: string;
  /** False: nothing can be mounted here, so that only the storage port can pretend. */
  real: boolean;
  fill(): Promise<void>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function openDisk(folder: string, sizeMib: number): Promise<SmallDisk> {
  await mkdir(folder, { recursive: true });
  const mount = ['-t', 'tmpfs', '-o', `size=${sizeMib}m`, 'converto-chaos', folder];
  const real = process.platform === 'linux' && spawnSync('mount', mount).status === 0;
  const ballast = join(folder, '.ballast');
  return {
    folder,
    real,
    async fill() {
      const file = await open(ballast, 'a');
      try {
        for (let chunk = 2 ** 20; chunk >= 1; ) {
          const wrote = await file.write(Buffer.alloc(chunk)).then(
            ({ bytesWritten }) => bytesWritten,
            () => 0,
          );
          if (wrote < chunk) chunk = Math.floor(chunk / 16);
        }
      } finally {
        await file.close();
      }
    },
    empty: () => rm(ballast, { force: true }),
    async close() {
      if (real) spawnSync('umount', ['-l', folder]);
    },
  };
}
