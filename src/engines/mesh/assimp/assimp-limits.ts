import { stat } from 'node:fs/promises';
import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { tooManyTriangles } from '../limits.ts';

/**
 * The heap of assimpjs ends at 2 GiB. With normals and texture coordinates 800,000 triangles of FBX took 1.6 GiB,
 * 1,500,000 without took 0.8 GiB; 1,200,000 of STL did not pass.
 */
const MOST_TRIANGLES = 1_000_000;
const MOST_BYTES = 128 << 20;

/** Throws `input_limit_exceeded` where the file is too large for assimpjs. */
export async function refuseLargeFile(path: string, format: string): Promise<void> {
  const { size } = await stat(path);
  if (size <= MOST_BYTES) return;
  throw new Problem('input_limit_exceeded', {
    detail: `${format} files are converted up to ${MOST_BYTES >> 20} MiB; this one has ${Math.ceil(size / 2 ** 20)} MiB. Split the model or export it as glTF.`,
  });
}

/** Throws `input_limit_exceeded` where there are more triangles than the server or assimpjs converts. */
export function refuseManyTriangles(atLeast: number, format: string, limits: EngineLimits): void {
  if (atLeast > limits.maxTriangles) throw tooManyTriangles(undefined, limits);
  if (atLeast <= MOST_TRIANGLES) return;
  throw new Problem('input_limit_exceeded', {
    detail: `${format} files are converted up to ${MOST_TRIANGLES} triangles; this one has more. Split the model or export it as glTF.`,
  });
}
