import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { FileStorage, Workspace } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';
import type { OpenedObject } from './s3-read.ts';
import type { Scratch } from './scratch.ts';
import { createWorkspace } from './workspace.ts';

const READ_CHUNK_BYTES = 1024 * 1024;

export interface S3Place {
  folder: string;
  scratch: Scratch;
  open(key: string, signal?: AbortSignal): Promise<OpenedObject | undefined>;
  write: FileStorage['write'];
}

/** A scratch folder: originals are copied into it, results are uploaded from it. */
export const createS3Workspace = ({ folder, scratch, open, write }: S3Place): Workspace =>
  createWorkspace({
    folder,
    onDispose: () => scratch.release(folder),

    async lend(key, path, signal) {
      const object = await open(key, signal);
      if (object === undefined) throw new Problem('original_missing');
      try {
        await scratch.requireRoom(object.sizeBytes);
        // Not synced: after a crash the next attempt fetches it again.
        await pipeline(object.stream, createWriteStream(path, { flags: 'wx' }), signal ? { signal } : {});
        return path;
      } catch (error) {
        object.stream.destroy();
        signal?.throwIfAborted();
        throw error;
      }
    },

    async keep({ file, sizeBytes }, key, signal) {
      const bytes = file.createReadStream({ autoClose: false, highWaterMark: READ_CHUNK_BYTES });
      return await write(key, bytes, { maxBytes: sizeBytes, ...(signal === undefined ? {} : { signal }) });
    },
  });
