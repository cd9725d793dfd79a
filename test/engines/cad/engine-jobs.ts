import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_LIMITS } from '../../../src/domain/engine-limits.ts';
import type { EngineJob } from '../../../src/domain/engine-port.ts';
import type { FormatId } from '../../../src/domain/formats.ts';
import type { EngineStage } from '../../../src/domain/report.ts';
import type { EngineLimits, Tell } from '../../../src/engines/engine-module.ts';

export const LIMITS: EngineLimits = {
  ...DEFAULT_LIMITS,
  maxTriangles: 2e7,
  maxVertices: 2e7,
  maxFacetedFaces: 50_000,
};

/** A folder that goes with the test. */
export async function openFolder(t: { teardown(end: () => Promise<void>): unknown }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'converto-cad-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  let made = 0;
  return {
    async put(name: string, bytes: Buffer | string): Promise<string> {
      const file = path.join(folder, name);
      await writeFile(file, bytes);
      return file;
    },
    job(
      sourceFormat: FormatId,
      sourcePath: string,
      targetFormat: FormatId,
      given: Partial<EngineJob> = {},
    ): EngineJob {
      made += 1;
      const targetPath = path.join(folder, `result-${made}.${targetFormat}`);
      return {
        sourceFormat,
        sourcePath,
        targetFormat,
        targetPath,
        modelName: 'model',
        options: {},
        ...given,
      };
    },
  };
}

/** Remembers what an engine told and checks the rules of progress. */
export function listen() {
  const stages: EngineStage[] = [];
  const faults: string[] = [];
  let last = 0;
  const tell: Tell = (stage, fraction) => {
    if (stages.at(-1) !== stage) {
      stages.push(stage);
      last = 0;
    }
    if (fraction === undefined) return;
    if (!(fraction >= last && fraction <= 1)) faults.push(`${stage} went from ${last} to ${fraction}`);
    last = fraction;
  };
  return { tell, stages, faults };
}

/** Remembers which shares an engine told of each stage, apart from its beginning and its end. */
export function listenWithin() {
  const shares: Record<EngineStage, number[]> = { validating: [], reading: [], converting: [], writing: [] };
  const tell: Tell = (stage, fraction = 0) => {
    if (fraction > 0 && fraction < 1) shares[stage].push(fraction);
  };
  /** How many there are between two of them. */
  const countBetween = (stage: EngineStage, low: number, high: number): number =>
    new Set(shares[stage].filter((share) => share > low + 1e-9 && share < high - 1e-9)).size;
  return { tell, countBetween };
}
