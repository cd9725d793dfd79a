import type { FileStorage } from '../domain/ports.ts';
import { headBucket, openS3, type S3Options } from './s3-client.ts';
import { explainOpening, orProblem } from './s3-failure.ts';
import { abortOldMultiparts } from './s3-multiparts.ts';
import { deleteBelow, deleteObject, listFiles } from './s3-objects.ts';
import { openObject, sizeOfObject } from './s3-read.ts';
import { uploadObject } from './s3-upload.ts';
import { createS3Workspace } from './s3-workspace.ts';
import { AREAS, parseKey, requireConversionId } from './safe-key.ts';
import { openScratch } from './scratch.ts';

export interface S3StorageOptions extends S3Options {
  /** A local folder for workspaces; may be shared with other processes and other things. */
  scratchFolder: string;
}

/**
 * Files as objects of one bucket, for any number of processes. S3 shows an object once it is whole, so there is nothing
 * to rename. Rejects where the bucket cannot be reached. Failures of S3 are `dependency_unavailable`.
 */
export async function openS3Storage({ scratchFolder, ...options }: S3StorageOptions): Promise<FileStorage> {
  const scratch = await openScratch(scratchFolder);
  const s3 = openS3(options);
  try {
    await headBucket(s3);
  } catch (error) {
    s3.close();
    throw explainOpening(error, options.bucket, options.endpoint);
  }
  const objectKeyOf = (key: string) => `${s3.prefix}${parseKey(key).key.slice(1)}`;
  /** How many uploads of this process fill an object. */
  const filling = new Map<string, number>();

  const write: FileStorage['write'] = async (key, source, limits = {}) => {
    const objectKey = objectKeyOf(key);
    filling.set(objectKey, (filling.get(objectKey) ?? 0) + 1);
    try {
      return { key, ...(await uploadObject(s3, objectKey, source, limits)) };
    } finally {
      const others = filling.get(objectKey)! - 1;
      if (others > 0) filling.set(objectKey, others);
      else filling.delete(objectKey);
    }
  };

  return {
    workFolder: scratch.folder,
    write,

    async read(key, range) {
      return await openObject(s3, objectKeyOf(key), range);
    },

    async stat(key) {
      const sizeBytes = await sizeOfObject(s3, objectKeyOf(key));
      return sizeBytes === undefined ? undefined : { sizeBytes };
    },

    async removeAll(conversionId) {
      requireConversionId(conversionId);
      for (const area of AREAS) await deleteBelow(s3, `${s3.prefix}${area}/${conversionId}/`);
    },

    async remove(key) {
      await deleteObject(s3, objectKeyOf(key));
    },

    async openWorkspace(conversionId, attempt) {
      requireConversionId(conversionId);
      return createS3Workspace({
        folder: await scratch.makeFolder(conversionId, attempt),
        scratch,
        open: async (key, signal) => openObject(s3, objectKeyOf(key), undefined, signal),
        write,
      });
    },

    list: () => listFiles(s3),

    async removeLeftovers(before) {
      const folders = await scratch.removeLeftovers(before);
      return folders + (await abortOldMultiparts(s3, before, (objectKey) => filling.has(objectKey)));
    },

    ping: () => orProblem(() => headBucket(s3)),

    async close() {
      s3.close();
    },
  };
}
