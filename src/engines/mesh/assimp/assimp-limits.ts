import { stat } from 'node:fs/promises';
import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { tooManyTriangles } from '../limits.ts';
import type { MeshSource } from '../mesh-source.ts';

/** What an importer has room for. */
interface Room {
  fileBytes: number;
  triangles: number;
  /** Of all arrays of an FBX file together, inflated. */
  arrayBytes: number;
}

/**
 * The heap of assimpjs ends at 2 GiB. With normals and texture coordinates 800,000 triangles of FBX took 1.6 GiB,
 * 1,500,000 without took 0.8 GiB; 1,200,000 of STL did not pass.
 */
const ASSIMPJS: Room = { fileBytes: 128 << 20, triangles: 1_000_000, arrayBytes: 768 << 20 };

/** A process of its own has the memory that the server lets an engine have. Node reads files up to 2 GiB. */
const PROGRAM: Room = { fileBytes: 2 ** 30, triangles: Infinity, arrayBytes: 2 ** 31 };

/** The limits of the server, and what the importer of this source has room for. */
export interface AssimpLimits extends EngineLimits {
  room: Room;
}

export const limitsOf = ({ limits, assimp }: Pick<MeshSource, 'limits' | 'assimp'>): AssimpLimits => ({
  ...limits,
  room: assimp === undefined ? ASSIMPJS : PROGRAM,
});

/** Throws `input_limit_exceeded` where the file is too large for the importer. */
export async function refuseLargeFile(path: string, format: string, { room }: AssimpLimits): Promise<void> {
  const { size } = await stat(path);
  if (size <= room.fileBytes) return;
  throw new Problem('input_limit_exceeded', {
    detail: `${format} files are converted up to ${room.fileBytes >> 20} MiB; this one has ${Math.ceil(size / 2 ** 20)} MiB. Split the model or export it as glTF.`,
  });
}

/** Throws `input_limit_exceeded` where there are more triangles than the server or the importer converts. */
export function refuseManyTriangles(atLeast: number, format: string, limits: AssimpLimits): void {
  if (atLeast > limits.maxTriangles) throw tooManyTriangles(undefined, limits);
  if (atLeast <= limits.room.triangles) return;
  throw new Problem('input_limit_exceeded', {
    detail: `${format} files are converted up to ${limits.room.triangles} triangles; this one has more. Split the model or export it as glTF.`,
  });
}
