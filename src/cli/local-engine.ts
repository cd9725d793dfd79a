import { readConfig } from '../config.ts';
import { engineSettings } from '../engine-settings.ts';
import { type OpenedEngine, openEngine } from '../engines/open-engine.ts';

export interface LocalEngineOptions {
  /** Undefined: CONVERSION_TIMEOUT_MS. */
  timeoutMs: number | undefined;
}

export type OpenLocalEngine = (options: LocalEngineOptions) => OpenedEngine;

const silent = { info() {}, warn() {}, error() {} }; // what a user needs to know is in the Problem

/** A mistake in another variable is no reason to refuse a local conversion. */
const SETTINGS = [
  'CONVERSION_TIMEOUT_MS',
  'ENGINE_MEMORY_BYTES',
  'ENGINE_RECYCLE_AFTER',
  'MAX_TRIANGLES',
  'MAX_FACETED_FACES',
  'MAX_ARCHIVE_ENTRIES',
  'MAX_INFLATED_BYTES',
  'MAX_INFLATE_RATIO',
] as const;

/** Engines for one conversion, with the limits that the environment sets for the service too. */
export const openLocalEngine: OpenLocalEngine = ({ timeoutMs }) => {
  const config = readConfig(Object.fromEntries(SETTINGS.map((name) => [name, process.env[name]])));
  const settings = engineSettings(config);
  return openEngine({
    ...settings,
    maxChildren: 1,
    timeoutMs: timeoutMs ?? settings.timeoutMs,
    logger: silent,
  });
};
