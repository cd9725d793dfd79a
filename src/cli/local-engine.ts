import { readConfig } from '../config.ts';
import type { Capability } from '../domain/engine-port.ts';
import { findPrograms } from '../engine-programs.ts';
import { engineSettings } from '../engine-settings.ts';
import { listCapabilities, machineWith } from '../engines/catalogue.ts';
import { combineCapabilities, withExternalEngines } from '../engines/external/with-external-engines.ts';
import { type OpenedEngine, openEngine } from '../engines/open-engine.ts';
import { externalEngines } from '../open-external-engines.ts';

export interface LocalEngineOptions {
  /** Undefined: CONVERSION_TIMEOUT_MS. */
  timeoutMs: number | undefined;
  /** Conversions at once. */
  jobs: number;
}

export type OpenLocalEngine = (options: LocalEngineOptions) => OpenedEngine;

const silent = { info() {}, warn() {}, error() {} }; // what a user needs to know is in the Problem

/** A mistake in another variable is no reason to refuse a local conversion. */
const SETTINGS = [
  'CONVERSION_TIMEOUT_MS',
  'ENGINE_SILENCE_MS',
  'ENGINE_MEMORY_BYTES',
  'ENGINE_RECYCLE_AFTER',
  'MAX_TRIANGLES',
  'MAX_FACETED_FACES',
  'MAX_ARCHIVE_ENTRIES',
  'MAX_INFLATED_BYTES',
  'MAX_INFLATE_RATIO',
  'STORAGE_DIR',
  'EXTERNAL_ENGINES_FILE',
  'NATIVE_CAD',
  'NATIVE_CAD_PYTHON',
  'ASSIMP',
  'ASSIMP_PATH',
] as const;

const localConfig = () => readConfig(Object.fromEntries(SETTINGS.map((name) => [name, process.env[name]])));

/** What converts to what on this machine. Whether its programs work shows where they are used. */
export function localCapabilities(): readonly Capability[] {
  const config = localConfig();
  const own = listCapabilities(machineWith(findPrograms(config)));
  return combineCapabilities(own, externalEngines(config));
}

/** Engines for one command, with the limits that the environment sets for the service too. */
export const openLocalEngine: OpenLocalEngine = ({ timeoutMs, jobs }) => {
  const config = localConfig();
  const settings = engineSettings(config);
  const engine = openEngine({
    ...settings,
    maxChildren: jobs,
    programs: findPrograms(config),
    timeoutMs: timeoutMs ?? settings.timeoutMs,
    logger: silent,
  });
  return withExternalEngines(engine, externalEngines(config), {
    ...settings,
    timeoutMs: timeoutMs ?? settings.timeoutMs,
  });
};
