import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { openS3Storage } from '../../src/storage/s3-storage.ts';
import { fileStorageContract } from '../contracts/file-storage.ts';
import { bucketFor, skip } from './s3-bucket.ts';

t.test('the storage on S3 keeps the contract', { skip }, async (t) => {
  const bucket = await bucketFor(t);
  await fileStorageContract(t, async () => {
    const scratchFolder = await mkdtemp(join(tmpdir(), 'converto-scratch-'));
    const options = bucket.options(scratchFolder);
    const storage = await openS3Storage(options);
    return {
      storage,
      openAnother: () => openS3Storage(options),
      async close() {
        await storage.close();
        await rm(scratchFolder, { recursive: true });
      },
    };
  });
});
