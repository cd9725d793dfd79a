import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Engine, EngineProgress } from '../domain/engine-port.ts';
import { type Format, stemOf } from '../domain/formats.ts';
import { Problem } from '../domain/problem.ts';
import type { Report } from '../domain/report.ts';
import { contentProblem, SNIFF_BYTES } from '../domain/sniff.ts';
import { CliFailure, fileFailure } from './cli-failure.ts';
import { EXIT } from './exit-codes.ts';
import { planConversion } from './plan-conversion.ts';
import { openTargetFile } from './target-file.ts';

export interface ConvertFileOptions {
  givenOptions: readonly string[];
  clobber: boolean;
  signal: AbortSignal;
  onProgress(progress: EngineProgress): void;
}

export interface ConvertedFile {
  source: { path: string; format: Format; sizeBytes: number };
  target: { path: string; format: Format; sizeBytes: number };
  report: Report;
}

/**
 * One local conversion: the target is replaced at its end or not at all.
 * Rejects with a Problem, a CliFailure or the signal's reason.
 */
export async function convertFile(
  engine: Engine,
  sourcePath: string,
  targetPath: string,
  { givenOptions, clobber, signal, onProgress }: ConvertFileOptions,
): Promise<ConvertedFile> {
  const { source, target, options } = planConversion(engine, sourcePath, targetPath, givenOptions);
  const sourceSizeBytes = await checkSource(sourcePath, source);
  const file = await openTargetFile(targetPath, { sourcePath, clobber });
  try {
    const job = {
      sourceFormat: source.id,
      targetFormat: target.id,
      sourcePath: resolve(sourcePath),
      targetPath: file.partialPath,
      modelName: stemOf(basename(sourcePath)),
      options,
    };
    const report = await engine.convert(job, { signal, onProgress });
    signal.throwIfAborted();
    return {
      source: { path: sourcePath, format: source, sizeBytes: sourceSizeBytes },
      target: { path: targetPath, format: target, sizeBytes: await file.publish() },
      report,
    };
  } finally {
    await file.discard();
  }
}

/** @returns the size of the source, whose first bytes may be of its format */
async function checkSource(path: string, format: Format): Promise<number> {
  const { head, sizeBytes } = await readHead(path);
  if (sizeBytes === 0) throw new Problem('file_empty', { detail: `"${path}" is empty.` });
  const mismatch = contentProblem(format.id, head);
  if (mismatch !== undefined) throw new Problem('content_mismatch', { detail: `"${path}": ${mismatch}` });
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
