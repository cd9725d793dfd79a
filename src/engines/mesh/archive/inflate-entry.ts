import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import type { ArchiveLimits } from '../../../domain/engine-limits.ts';
import { isProblem, Problem } from '../../../domain/problem.ts';
import type { OnFraction } from '../read-result.ts';
import { damagedEntry, overLimit, unsafe } from './archive-problems.ts';
import { shownName } from './entry-name.ts';
import { RATIO_FLOOR_BYTES } from './ratio-floor.ts';
import type { ArchiveEntry } from './read-directory.ts';

const CHUNK_BYTES = 256 * 1024;
const LEAST_CHUNK_BYTES = 1024;
const STORED = 0;
const DEFLATED = 8;

/** Counts what was inflated from one archive. */
export interface InflatedSoFar {
  bytes: number;
}

/**
 * The bytes of an entry, counted against the limits and its checksum while they come. Whoever stops early has unchecked
 * bytes.
 * @param dataOffset of its packed bytes in the file
 * Throws `input_malformed`, `input_archive_unsafe` or `input_limit_exceeded`.
 */
export async function* inflateEntry(
  file: FileHandle,
  dataOffset: number,
  entry: ArchiveEntry,
  limits: ArchiveLimits,
  total: InflatedSoFar,
  onFraction?: OnFraction,
): AsyncGenerator<Uint8Array> {
  const { name, sizeBytes, packedBytes } = entry;
  const bound = Math.max(RATIO_FLOOR_BYTES, packedBytes * limits.maxRatio);
  const check = (count: number): void => {
    if (count > bound)
      throw unsafe(`The file ${shownName(name)} in the archive inflates to far more than its size.`);
    if (total.bytes - read + count > limits.maxInflatedBytes) {
      throw overLimit(`The files in the archive inflate to more than ${limits.maxInflatedBytes} bytes.`);
    }
  };
  let read = 0;
  let sum = 0;
  check(sizeBytes); // what it says of itself; a lie is found below
  refuseUnreadable(entry);
  const { stream, close } = openStream(file, dataOffset, entry);
  try {
    for await (const chunk of stream) {
      check(read + chunk.length);
      read += chunk.length;
      total.bytes += chunk.length;
      if (read > sizeBytes) throw damagedEntry(name);
      sum = crc32(chunk, sum);
      onFraction?.(read / sizeBytes);
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? damagedEntry(name, error) : error;
  } finally {
    close();
  }
  if (read !== sizeBytes || sum !== entry.crc32) throw damagedEntry(name);
}

/** Packed bytes, or what they inflate to. */
function openStream(
  file: FileHandle,
  start: number,
  { packedBytes, sizeBytes, method }: ArchiveEntry,
): { stream: AsyncIterable<Uint8Array>; close(): void } {
  const packed = readRange(file, start, packedBytes);
  if (method === STORED || packedBytes === 0) return { stream: packed, close() {} };
  const inflated = createInflateRaw({
    chunkSize: Math.min(CHUNK_BYTES, Math.max(LEAST_CHUNK_BYTES, sizeBytes)),
  });
  const source = Readable.from(packed, { objectMode: false, highWaterMark: CHUNK_BYTES });
  source.on('error', (error) => inflated.destroy(error)).pipe(inflated);
  return {
    stream: inflated as AsyncIterable<Buffer>,
    close() {
      source.destroy();
      inflated.destroy();
    },
  };
}

/** Streams of a FileHandle close it at their end, whatever they are told; this leaves it open. */
async function* readRange(file: FileHandle, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < length; ) {
    const size = Math.min(CHUNK_BYTES, length - done);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(size), 0, size, start + done);
    if (bytesRead === 0) return;
    done += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function refuseUnreadable({ name, isEncrypted, method }: ArchiveEntry): void {
  if (isEncrypted) {
    throw new Problem('input_feature_unsupported', {
      detail: `The file ${shownName(name)} in the archive is encrypted. Pack it without a password.`,
    });
  }
  if (method !== STORED && method !== DEFLATED) {
    throw new Problem('input_feature_unsupported', {
      detail: `The file ${shownName(name)} in the archive is compressed by method ${method}. Pack it with deflate.`,
    });
  }
}

const isZlibError = (error: unknown): boolean =>
  !isProblem(error) && String((error as { code?: unknown }).code).startsWith('Z_');
