import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cubeStl } from '../../test/support/cube.ts';
import type { SmallClient } from './small-client.ts';
import { sphereStl } from './sphere-stl.ts';

/** What the assimp command reads and writes too. */
const SOURCES = ['stl', 'obj', 'ply', 'off', 'glb', '3mf'] as const;
const TARGETS = ['stl', 'obj', 'ply', 'glb', '3mf'] as const;

export interface SmallJob {
  fileName: string;
  bytes: Uint8Array;
  /** A copy of it on the disk. */
  path: string;
  target: (typeof TARGETS)[number];
}

/**
 * Every pair of formats that the assimp command converts too, of a cube and of a sphere. The server makes the sources,
 * which also warms it.
 */
export async function makeSmallJobs(folder: string, client: SmallClient): Promise<SmallJob[]> {
  mkdirSync(folder, { recursive: true });
  const jobs: SmallJob[] = [];
  for (const [name, stl] of [
    ['cube', cubeStl(20)],
    ['sphere', sphereStl(24, 21)],
  ] as const) {
    for (const source of SOURCES) {
      const fileName = `${name}.${source}`;
      const bytes = source === 'stl' ? stl : await client.fetchConverted(`${name}.stl`, stl, source);
      const path = join(folder, fileName);
      writeFileSync(path, bytes);
      for (const target of TARGETS) if (target !== source) jobs.push({ fileName, bytes, path, target });
    }
  }
  return jobs;
}
