import { join, resolve } from 'node:path';
import type { Config } from './config.ts';
import { createBreaker, guard, namedOutage } from './dependencies/guard.ts';
import type { FileStorage } from './domain/ports.ts';
import { openFilesystemStorage } from './storage/filesystem-storage.ts';

const ASKS_S3 = ['write', 'read', 'stat', 'removeAll', 'remove', 'removeLeftovers', 'ping'] as const;

/** Files in a bucket where one is configured, else in a folder. Rejects where it cannot be reached. */
export async function openStorage(config: Config): Promise<FileStorage> {
  const folder = resolve(config.STORAGE_DIR);
  if (config.S3_BUCKET === '') return openFilesystemStorage({ folder });
  const { openS3Storage } = await import('./storage/s3-storage.ts'); // a folder should not pay for the SDK
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  const storage = await openS3Storage({
    bucket: config.S3_BUCKET,
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    forcePathStyle: config.S3_FORCE_PATH_STYLE,
    ...(accessKeyId === '' ? {} : { credentials: { accessKeyId, secretAccessKey } }),
    prefix: config.S3_PREFIX.replace(/([^/])$/, '$1/'),
    // Not the temporary folder of the system: that is often memory, and models have gigabytes.
    scratchFolder: config.SCRATCH_DIR === '' ? join(folder, 'scratch') : config.SCRATCH_DIR,
  });
  return guard(storage, createBreaker({ isOutage: namedOutage }), ASKS_S3, namedOutage);
}
