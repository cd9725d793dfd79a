import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type Config, profileOf } from './config.ts';
import type { OnMissing } from './dependencies/open-patiently.ts';
import { findPrograms } from './engine-programs.ts';
import { engineSettings } from './engine-settings.ts';
import type { EngineName } from './engines/catalogue.ts';
import { withExternalEngines } from './engines/external/with-external-engines.ts';
import { engineVersions, type OpenedEngine, openEngine } from './engines/open-engine.ts';
import type { EnginePrograms } from './engines/pool/child-command.ts';
import { findSandbox, type Sandbox } from './engines/pool/sandbox.ts';
import { assimpVersion } from './engines/provision/assimp-version.ts';
import { tryEngine } from './engines/provision/try-engine.ts';
import { OCCT_VERSION } from './native-cad.ts';
import { openDistributed } from './open-distributed.ts';
import { openEmbedded, type ProfileParts } from './open-embedded.ts';
import { externalEngines } from './open-external-engines.ts';
import { createReleaseStack } from './release-stack.ts';
import { StartError } from './start-error.ts';
import type { Logger } from './use-cases/parts.ts';

export interface Resources extends ProfileParts {
  /** Absolute path of the data folder. */
  folder: string;
  engine: OpenedEngine;
  engineVersions: Readonly<Record<string, string>>;
  /** What the engines run in; undefined: in no sandbox. */
  engineSandbox: string | undefined;
  /** No other process can hold a lease or write a file: what looks abandoned is abandoned. */
  alone: boolean;
  close(): Promise<void>;
}

export type OpenResources = (config: Config, logger: Logger, onMissing?: OnMissing) => Promise<Resources>;

/**
 * Opens the adapters of the profile that the configuration asks for, and closes what it opened if it fails.
 * @param onMissing told what a distributed profile waits for
 */
export async function openResources(
  config: Config,
  logger: Logger,
  onMissing: OnMissing = (dependency, err, retryInMs) =>
    logger.warn({ err, dependency, retryInMs }, 'waiting for a dependency'),
): Promise<Resources> {
  const releases = createReleaseStack();
  try {
    const external = externalEngines(config);
    const alone = profileOf(config) === 'embedded';
    const parts = alone
      ? await openEmbedded(config, releases)
      : await openDistributed(config, releases, logger, onMissing);
    const sandbox = await sandboxFor(config, parts.storage.workFolder, logger);
    const programs = await workingPrograms(config, logger, sandbox);
    const { concurrency, smallConcurrency } = workerConcurrency(config);
    const engine = releases.opened(
      'engines',
      withExternalEngines(
        openEngine({
          ...engineSettings(config),
          programs,
          maxChildren: concurrency + smallConcurrency,
          logger,
          ...(sandbox && { sandbox }),
        }),
        external,
        { ...engineSettings(config), ...(sandbox && { sandbox }) },
      ),
      (e) => e.close(),
    );
    return {
      ...parts,
      folder: resolve(config.STORAGE_DIR),
      engine,
      engineVersions: {
        ...engineVersions(),
        ...Object.fromEntries(external.map(({ name, version }) => [name, version ?? 'external'])),
        ...(programs.nativePython === undefined ? {} : { 'occt-native': OCCT_VERSION }),
        ...(programs.assimp === undefined ? {} : { 'assimp-cli': assimpVersion(programs.assimp) }),
      },
      engineSandbox: sandbox?.name,
      alone,
      close: () => releases.releaseAll(),
    };
  } catch (error) {
    await releases.releaseAll();
    throw error;
  }
}

/** As ENGINE_SANDBOX says. Throws a StartError where one is required and does not work. */
async function sandboxFor(config: Config, workFolder: string, logger: Logger): Promise<Sandbox | undefined> {
  if (config.ENGINE_SANDBOX === 'off') return undefined;
  const found = await findSandbox([workFolder]);
  if (typeof found !== 'string') return found;
  if (config.ENGINE_SANDBOX === 'required') {
    throw new StartError(
      `ENGINE_SANDBOX is "required". ${found} Install it, allow user namespaces, or set "auto".`,
    );
  }
  logger.debug({ why: found }, 'engines run in no sandbox');
  return undefined;
}

/** How many conversions run at once: large ones, and small ones beside them. */
export function workerConcurrency(config: Config): { concurrency: number; smallConcurrency: number } {
  const concurrency =
    config.WORKER_CONCURRENCY > 0 ? config.WORKER_CONCURRENCY : Math.max(1, availableParallelism() - 1);
  return {
    concurrency,
    smallConcurrency: config.WORKER_SMALL_CONCURRENCY > 0 ? config.WORKER_SMALL_CONCURRENCY : concurrency,
  };
}

/** Those that have just worked. */
async function workingPrograms(
  config: Config,
  logger: Logger,
  sandbox: Sandbox | undefined,
): Promise<EnginePrograms> {
  const { nativePython, assimp } = findPrograms(config);
  const settings = { ...engineSettings(config), ...(sandbox && { sandbox }), logger };
  const working = async (
    engine: EngineName,
    programs: EnginePrograms,
    otherwise: string,
  ): Promise<EnginePrograms> => {
    try {
      await tryEngine({ ...settings, programs }, engine);
      return programs;
    } catch (err) {
      logger.warn({ err, ...programs }, otherwise);
      return {};
    }
  };
  // At once: each is seconds of waiting for a process, before the first upload is taken.
  const [native, command] = await Promise.all([
    nativePython !== undefined &&
      working(
        'occt-native',
        { nativePython },
        'the native CAD engine does not work: CAD is converted by WebAssembly',
      ),
    assimp !== undefined &&
      working('assimp-cli', { assimp }, 'the assimp command does not work: assimpjs reads its formats'),
  ]);
  return { ...native, ...command };
}
