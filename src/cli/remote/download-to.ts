import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConvertoClient, FileType } from '../../client/client.ts';
import { ConvertoError } from '../../client/converto-error.ts';
import { CliFailure, fileFailure } from '../cli-failure.ts';
import { EXIT } from '../exit-codes.ts';

/** About half a minute together. */
const PAUSES_MS = [250, 500, 1000, 2000, 4000, 8000, 16_000];

export interface Download {
  id: string;
  type: FileType;
  path: string;
  /** Of the file; undefined: nobody knows it. */
  sha256: string | undefined;
  signal: AbortSignal;
  onReceived?(receivedBytes: number, totalBytes: number | undefined): void;
}

/**
 * Writes a file of a conversion, from its beginning where the connection breaks. Rejects with a ConvertoError, a
 * CliFailure or the signal's reason.
 */
export async function downloadTo(client: ConvertoClient, download: Download): Promise<Response> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await tryDownload(client, download);
    } catch (error) {
      download.signal.throwIfAborted();
      if (!mayPass(error)) throw error;
      await pause(pauseMs, undefined, { signal: download.signal }).catch(() =>
        download.signal.throwIfAborted(),
      );
    }
  }
  return tryDownload(client, download);
}

async function tryDownload(client: ConvertoClient, download: Download): Promise<Response> {
  const { id, type, path, sha256, signal, onReceived } = download;
  const response = await client.download(id, { type, signal });
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const hash = createHash('sha256');
  let receivedBytes = 0;
  await pipeline(
    Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        receivedBytes += chunk.byteLength;
        onReceived?.(receivedBytes, Number.isNaN(length) ? undefined : length);
        yield chunk;
      }
    },
    createWriteStream(path),
    { signal },
  ).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === 'write' || error.syscall === 'open' ? fileFailure('written', path, error) : error;
  });
  if (sha256 !== undefined && hash.digest('hex') !== sha256) throw damaged();
  return response;
}

/** A connection that broke off has no better name than that it is none of ours. */
const mayPass = (error: unknown): boolean =>
  error instanceof ConvertoError ? error.retryable : !(error instanceof CliFailure) || error.code === DAMAGED;

const DAMAGED = 'download_damaged';

const damaged = (): CliFailure =>
  new CliFailure(
    DAMAGED,
    'What arrived is not what the server has, by its SHA-256. Something between here and the server changes files.',
    EXIT.unavailable,
  );
