import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { openFilesystemStorage } from '../../src/storage/filesystem-storage.ts';
import { fileStorageContract } from '../contracts/file-storage.ts';

t.test('the storage in a folder keeps the contract', (t) =>
  fileStorageContract(t, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'converto-files-'));
    const storage = await openFilesystemStorage({ folder });
    return {
      storage,
      openAnother: () => openFilesystemStorage({ folder }),
      async close() {
        await storage.close();
        await rm(folder, { recursive: true });
      },
    };
  }),
);
