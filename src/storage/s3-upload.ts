import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { CompleteMultipartUploadCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Problem } from '../domain/problem.ts';
import { abortableChunks } from './abortable-chunks.ts';
import type { S3 } from './s3-client.ts';
import { isConflict, toProblem } from './s3-failure.ts';

/** One upload holds at most PARTS_AT_ONCE + 2 parts in memory. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 4;
const MOST_PARTS = 10_000; // S3
const CONFLICT_TRIES = 20;

export interface UploadLimits {
  maxBytes?: number;
  signal?: AbortSignal;
}

/**
 * Streams the source into an object, which is visible once it is whole. The first failure, of the source, of the limits
 * or of S3, ends everything that is under way, and is what it rejects with; the parts that were uploaded are removed.
 */
export async function uploadObject(
  s3: S3,
  objectKey: string,
  source: AsyncIterable<Uint8Array>,
  { maxBytes = Number.POSITIVE_INFINITY, signal }: UploadLimits,
): Promise<{ sizeBytes: number; sha256: string }> {
  const failed = new AbortController();
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const hash = createHash('sha256');
  let sizeBytes = 0;

  async function* measured() {
    try {
      for await (const chunk of abortableChunks(source, stop)) {
        sizeBytes += chunk.byteLength;
        if (sizeBytes > maxBytes) throw new Problem('file_too_large');
        hash.update(chunk);
        yield chunk;
      }
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  }

  const body = Readable.from(measured(), { objectMode: true, highWaterMark: 1 });
  body.on('error', () => {}); // whoever reads it rejects
  try {
    stop.throwIfAborted();
    await new Upload({
      client: attentive(s3, stop, (error) => failed.abort(toProblem(error))),
      params: { Bucket: s3.bucket, Key: objectKey, Body: body },
      partSize: partBytes(maxBytes),
      queueSize: PARTS_AT_ONCE,
    }).done();
    return { sizeBytes, sha256: hash.digest('hex') };
  } catch (error) {
    throw stop.aborted ? stop.reason : toProblem(error);
  } finally {
    body.destroy();
  }
}

/** Parts as large as it takes for the largest file, where that is known. */
const partBytes = (maxBytes: number): number =>
  Number.isFinite(maxBytes) ? Math.max(PART_BYTES, Math.ceil(maxBytes / MOST_PARTS)) : PART_BYTES;

/**
 * The client for one Upload, which by itself notices a failure only after the parts beside it. Only parts are broken
 * off: an upload that was begun must be known to be removed, and what makes the object visible must not be half asked.
 */
function attentive(s3: S3, stop: AbortSignal, onFailure: (error: unknown) => void): S3Client {
  const { completeMs } = s3.patience;
  const send: S3Client['send'] = async (command: unknown) => {
    const isPart = command instanceof UploadPartCommand;
    const isLast = command instanceof CompleteMultipartUploadCommand;
    const client = isLast ? s3.patientClient : s3.client;
    const options = isPart ? { abortSignal: stop } : isLast ? lastOptions(completeMs) : {};
    for (let tries = 1; ; tries++) {
      try {
        return await client.send(command as UploadPartCommand, options);
      } catch (error) {
        if (isConflict(error) && tries < CONFLICT_TRIES) continue;
        onFailure(error);
        throw error;
      }
    }
  };
  return Object.assign(Object.create(s3.client) as S3Client, { send });
}

/** Amazon begins its answer at once and keeps it open, so the end needs a limit too. */
const lastOptions = (completeMs: number) => ({
  requestTimeout: completeMs,
  abortSignal: AbortSignal.timeout(completeMs * 2),
});
