import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FormatId } from '../../../src/domain/formats.ts';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { type MeshSource, readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { LIMITS } from '../mesh/shapes.ts';

let made = 0;

/** Reads bytes as a file of a format would be read. */
export async function readHere(
  folder: string,
  format: FormatId,
  bytes: Buffer | string,
  given: Partial<MeshSource> = {},
) {
  const path = join(folder, `read-${made++}.${format}`);
  writeFileSync(path, bytes);
  const read = await readMesh(format, { path, options: {}, limits: LIMITS, ...given });
  return { ...read, measures: measure(read.model, format) };
}

/** The nodes by name, each with its parent's name and its place. */
export const outline = ({ nodes, meshes }: MeshModel) =>
  nodes.map(({ name, parent, matrix, mesh }) => ({
    name,
    ...(parent !== undefined && { parent: nodes[parent]!.name }),
    ...(matrix && { at: [...matrix.subarray(12, 15)] }),
    ...(mesh !== undefined && { mesh: meshes[mesh]!.name }),
  }));

/** Files beside the model, as an archive would hold them. */
export const beside = (files: Readonly<Record<string, Buffer>>) => ({
  read: async (reference: string) => files[decodeURIComponent(reference).replaceAll('\\', '/')],
});
