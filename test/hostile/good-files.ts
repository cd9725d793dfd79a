import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FormatId } from '../../src/domain/formats.ts';
import { engineFor, listCapabilities } from '../../src/engines/catalogue.ts';
import { meshEngine } from '../../src/engines/mesh/mesh-engine.ts';
import { build3ds } from '../engines/assimp/build-3ds.ts';
import { buildDae } from '../engines/assimp/build-dae.ts';
import { fbxBinary, tetraRecords } from '../engines/assimp/build-fbx.ts';
import { LIMITS } from '../engines/cad/engine-jobs.ts';
import { twoBoxes } from '../engines/mesh/two-boxes.ts';

/** One small good file of each format that is read; those that we write are written by us. */
export async function goodFiles(): Promise<Map<FormatId, Buffer>> {
  const folder = mkdtempSync(join(tmpdir(), 'converto-good-'));
  try {
    const files = new Map<FormatId, Buffer>(Object.entries(await READ_ONLY()) as [FormatId, Buffer][]);
    for (const { source, target } of listCapabilities()) {
      if (source !== 'glb' || engineFor(source, target) !== 'converto-mesh') continue;
      files.set(target, await written(folder, target));
    }
    return files;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function written(folder: string, targetFormat: FormatId): Promise<Buffer> {
  const sourcePath = join(folder, 'two-boxes.glb');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(sourcePath, twoBoxes('glb'));
  const targetPath = join(folder, `two-boxes.${targetFormat}`);
  const job = {
    sourceFormat: 'glb',
    targetFormat,
    sourcePath,
    targetPath,
    modelName: 'boxes',
    options: {},
  } as const;
  await meshEngine.convert(job, LIMITS, () => {});
  return readFileSync(targetPath);
}

const TETRAHEDRON = {
  name: 'tetra',
  positions: [
    [0, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as [number, number, number][],
  triangles: [
    [0, 2, 1],
    [0, 1, 3],
    [0, 3, 2],
    [1, 2, 3],
  ] as [number, number, number][],
};

const READ_ONLY = async (): Promise<Partial<Record<FormatId, Buffer>>> => ({
  dae: Buffer.from(buildDae()),
  fbx: fbxBinary(tetraRecords()),
  '3ds': build3ds([TETRAHEDRON]),
});
