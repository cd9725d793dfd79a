import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Engine } from '../domain/engine-port.ts';
import { FORMATS, type FormatId } from '../domain/formats.ts';
import { type EngineName, engineFor, listCapabilities } from './catalogue.ts';
import { createEnginePool, type EnginePoolOptions } from './pool/engine-pool.ts';

export type { EnginePoolOptions } from './pool/engine-pool.ts';

/** The Engine port on a pool of child processes. */
export interface OpenedEngine extends Engine {
  /** Starts one child with the engines that are quick to load. Rejects with `engine_unavailable`. */
  warmUp(): Promise<void>;
}

/** opencascade takes seconds and hundreds of megabytes to load: only where a conversion needs it. */
const LIGHT_ENGINES: readonly EngineName[] = ['occt-import', 'converto-mesh'];

export function openEngine(options: EnginePoolOptions): OpenedEngine {
  const pool = createEnginePool(options);
  const capabilities = listCapabilities();
  return {
    capabilities: () => capabilities,
    async convert(job, watch) {
      const report = await pool.convert(engineFor(job.sourceFormat, job.targetFormat), job, watch);
      if (job.sourceFormat !== job.targetFormat) return report;
      return { ...report, warnings: [normalised(job.targetFormat), ...report.warnings] };
    },
    warmUp: () => pool.warmUp(LIGHT_ENGINES),
    close: () => pool.close(),
  };
}

const normalised = (format: FormatId): string =>
  `The file was ${FORMATS[format].name} already: it was read, checked and written anew (normalised).`;

/** Versions of the installed packages, without loading an engine. */
export function engineVersions(): Readonly<Record<EngineName, string>> {
  const require = createRequire(import.meta.url);
  const versionIn = (packageFile: string): string => JSON.parse(readFileSync(packageFile, 'utf8')).version;
  return {
    opencascade: versionIn(require.resolve('opencascade.js/package.json')),
    'occt-import': versionIn(require.resolve('occt-import-js/package.json')),
    assimpjs: versionIn(require.resolve('assimpjs/package.json')),
    'converto-mesh': versionIn(require.resolve('../../package.json')),
  };
}
