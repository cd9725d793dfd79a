import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../domain/problem.ts';
import { abortableChunks } from './abortable-chunks.ts';

/** Large enough that a system call costs nothing beside it, small enough for many uploads at once. */
const BATCH_BYTES = 512 * 1024;
/** Bounds the memory that tiny chunks would cost. */
const BATCH_CHUNKS = 256;
/** A long upload starts on its way to the disk early, so that little is left for the sync at its end. */
const EARLY_SYNC_BYTES = 64 * 1024 * 1024;
/** One in the process: a sync holds a thread of the pool for long, and everything else needs that pool too. */
let earlySyncs = 0;

export interface PourLimits {
  maxBytes?: number;
  signal?: AbortSignal;
}

/**
 * Pours the source into the file and syncs it: while one batch is on its way, the next one is read and hashed. At most
 * two batches are held; a slow disk holds the source back. A chunk must not be changed after it was handed over.
 * Rejects with `file_too_large`, the signal's reason, or what the source threw.
 */
export async function pour(
  source: AsyncIterable<Uint8Array>,
  file: FileHandle,
  { maxBytes = Number.POSITIVE_INFINITY, signal }: PourLimits,
): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let batch: Uint8Array[] = [];
  let batchBytes = 0;
  let unsyncedBytes = 0;
  let writing: Promise<unknown> = Promise.resolve();
  let syncing: Promise<unknown> = Promise.resolve();

  const flush = async () => {
    await writing;
    writing = heard(writeAll(file, batch));
    unsyncedBytes += batchBytes;
    batch = [];
    batchBytes = 0;
    if (unsyncedBytes < EARLY_SYNC_BYTES || earlySyncs > 0) return;
    await syncing; // its failure is the only word of lost bytes: the next sync may well succeed
    unsyncedBytes = 0;
    earlySyncs += 1;
    syncing = heard(file.datasync().finally(() => (earlySyncs -= 1)));
  };

  try {
    for await (const chunk of abortableChunks(source, signal)) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw new Problem('file_too_large');
      hash.update(chunk);
      batch.push(chunk);
      batchBytes += chunk.byteLength;
      if (batchBytes >= BATCH_BYTES || batch.length >= BATCH_CHUNKS) await flush();
    }
    await flush();
    await writing;
    await syncing;
    await file.sync();
  } finally {
    await Promise.allSettled([writing, syncing]); // the file must not be closed beneath them
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** Whoever waits for it rejects with it; until then a failure must not end the process. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** A write may be a short one, near the end of a disk above all. */
async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  let left = chunks.filter((chunk) => chunk.byteLength > 0);
  while (left.length > 0) {
    let { bytesWritten } = await file.writev(left);
    let whole = 0;
    while (whole < left.length && bytesWritten >= left[whole]!.byteLength) {
      bytesWritten -= left[whole]!.byteLength;
      whole += 1;
    }
    left = left.slice(whole);
    if (bytesWritten > 0) left[0] = left[0]!.subarray(bytesWritten);
  }
}
