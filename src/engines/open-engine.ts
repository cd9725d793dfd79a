import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Engine, EngineJob } from '../domain/engine-port.ts';
import { FORMATS, type FormatId } from '../domain/formats.ts';
import type { Inspection } from '../domain/inspection.ts';
import { isProblem, type ProblemCode } from '../domain/problem.ts';
import type { Report } from '../domain/report.ts';
import { brokeDown, nameInSentence } from './broke-down.ts';
import {
  type EngineName,
  engineFor,
  inspectorOf,
  listCapabilities,
  type Machine,
  machineWith,
} from './catalogue.ts';
import { createEnginePool, type EnginePoolOptions } from './pool/engine-pool.ts';
import type { Watch } from './pool/work-in-child.ts';

export type { EnginePoolOptions } from './pool/engine-pool.ts';

/** The Engine port on a pool of child processes. */
export interface OpenedEngine extends Engine {
  /**
   * What is in the file at `job.sourcePath`, which must be of a format that is read here. `job.targetPath` is a place
   * for scratch files. Rejects as `convert`.
   */
  inspect(job: EngineJob, watch: Watch): Promise<Inspection>;
  /** Starts one child with the engines that are quick to load. Rejects with `engine_unavailable`. */
  warmUp(): Promise<void>;
}

/** opencascade takes seconds and hundreds of megabytes to load: only where a conversion needs it. */
const LIGHT_ENGINES: readonly EngineName[] = ['occt-import', 'converto-mesh'];
const LIGHT_NATIVE_ENGINES: readonly EngineName[] = ['occt-native', 'converto-mesh'];

/** What an engine of this machine may fail with although the file is right. */
const NOT_THE_FILE: ReadonlySet<ProblemCode> = new Set([
  'engine_crashed',
  'engine_unavailable',
  'output_invalid',
]);

/** Programs of this machine convert where they are named, and WebAssembly where one breaks down. */
export function openEngine(options: EnginePoolOptions): OpenedEngine {
  const pool = createEnginePool(options);
  const machine = machineWith(options.programs ?? {});
  const capabilities = listCapabilities(machine);

  /** With the engine that this machine has, or with the one that npm brings where that breaks down. */
  const withFallback = async <T extends { warnings: readonly string[] }>(
    engineOn: (machine: Machine) => EngineName,
    work: (engine: EngineName) => Promise<T>,
  ): Promise<T> => {
    const engine = engineOn(machine);
    const fallback = engineOn({});
    if (engine === fallback) return work(engine);
    try {
      return await work(engine);
    } catch (error) {
      if (!isProblem(error) || !NOT_THE_FILE.has(error.code)) throw error;
      options.logger.warn(
        { err: error, code: error.code, engine },
        `${nameInSentence(engine)} broke down on a model`,
      );
      const done = await work(fallback);
      return { ...done, warnings: [...done.warnings, brokeDown(engine, fallback)] };
    }
  };

  return {
    capabilities: () => capabilities,
    async convert(job, watch) {
      const report: Report = await withFallback(
        (on) => engineFor(job.sourceFormat, job.targetFormat, on),
        (engine) => pool.convert(engine, job, watch),
      );
      if (job.sourceFormat !== job.targetFormat) return report;
      return { ...report, warnings: [normalised(job.targetFormat), ...report.warnings] };
    },
    async inspect(job, watch) {
      return withFallback(
        (on) => {
          const engine = inspectorOf(job.sourceFormat, on);
          if (engine === undefined) throw new RangeError(`no engine reads ${job.sourceFormat}`);
          return engine;
        },
        (engine) => pool.inspect(engine, job, watch),
      );
    },
    warmUp: () => pool.warmUp(machine.nativeCad ? LIGHT_NATIVE_ENGINES : LIGHT_ENGINES),
    close: () => pool.close(),
  };
}

const normalised = (format: FormatId): string =>
  `The file was ${FORMATS[format].name} already: it was read, checked and written anew (normalised).`;

/** Versions of the installed packages, without loading an engine. */
export function engineVersions(): Readonly<
  Record<Exclude<EngineName, 'occt-native' | 'assimp-cli'>, string>
> {
  const require = createRequire(import.meta.url);
  const versionIn = (packageFile: string): string => JSON.parse(readFileSync(packageFile, 'utf8')).version;
  return {
    opencascade: versionIn(require.resolve('opencascade.js/package.json')),
    'occt-import': versionIn(require.resolve('occt-import-js/package.json')),
    assimpjs: versionIn(require.resolve('assimpjs/package.json')),
    'web-ifc': versionIn(join(dirname(require.resolve('web-ifc')), 'package.json')),
    rhino3dm: versionIn(join(dirname(require.resolve('rhino3dm')), 'package.json')),
    'converto-mesh': versionIn(require.resolve('../../package.json')),
  };
}
