import { join, resolve } from 'node:path';
import type { Config } from './config.ts';
import type { FileStorage } from './domain/ports.ts';
import { openFilesystemStorage } from './storage/filesystem-storage.ts';

/** Files in a bucket where one is configured, else in a folder. Rejects where it cannot be reached. */
export async function openStorage(config: Config): Promise<FileStorage> {
  const folder = resolve(config.STORAGE_DIR);
  if (config.S3_BUCKET === '') return openFilesystemStorage({ folder });
  const { openS3Storage } = await import('./storage/s3-storage.ts'); // a folder should not pay for the SDK
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  return openS3Storage({
    bucket: config.S3_BUCKET,
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    forcePathStyle: config.S3_FORCE_PATH_STYLE,
    ...(accessKeyId === '' ? {} : { credentials: { accessKeyId, secretAccessKey } }),
    prefix: config.S3_PREFIX.replace(/([^/])$/, '$1/'),
    // Not the temporary folder of the system: that is often memory, and models have gigabytes.
    scratchFolder: config.SCRATCH_DIR === '' ? join(folder, 'scratch') : config.SCRATCH_DIR,
  });
}
