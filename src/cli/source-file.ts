import { open, stat } from 'node:fs/promises';
import type { Format } from '../domain/formats.ts';
import { Problem } from '../domain/problem.ts';
import { contentProblem, SNIFF_BYTES } from '../domain/sniff.ts';
import { CliFailure, fileFailure } from './cli-failure.ts';
import { EXIT } from './exit-codes.ts';

/**
 * @param shown the name of the file in messages
 * @returns the size of the file, whose first bytes may be of its format
 */
export async function checkSource(path: string, format: Format, shown: string): Promise<number> {
  const { head, sizeBytes } = await readHead(path);
  if (sizeBytes === 0) throw new Problem('file_empty', { detail: `"${shown}" is empty.` });
  const mismatch = contentProblem(format.id, head);
  if (mismatch !== undefined) throw new Problem('content_mismatch', { detail: `"${shown}": ${mismatch}` });
  return sizeBytes;
}

async function readHead(path: string): Promise<{ head: Uint8Array; sizeBytes: number }> {
  try {
    const stats = await stat(path); // before it is opened: opening a named pipe waits for a writer
    if (!stats.isFile()) {
      throw new CliFailure('file_not_read', `"${path}" is no regular file.`, EXIT.files);
    }
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
      return { head: buffer.subarray(0, bytesRead), sizeBytes: stats.size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof CliFailure ? error : fileFailure('read', path, error);
  }
}
