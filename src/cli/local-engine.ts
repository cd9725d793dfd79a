import { readConfig } from '../config.ts';
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
] as const;

/** Engines for one conversion, with the limits that the environment sets for the service too. */
export const openLocalEngine: OpenLocalEngine = ({ timeoutMs }) => {
  const config = readConfig(Object.fromEntries(SETTINGS.map((name) => [name, process.env[name]])));
  return openEngine({
    maxChildren: 1,
    recycleAfter: config.ENGINE_RECYCLE_AFTER,
    hardRssBytes: config.ENGINE_MEMORY_BYTES,
    maxRssBytes: config.ENGINE_MEMORY_BYTES,
    timeoutMs: timeoutMs ?? config.CONVERSION_TIMEOUT_MS,
    limits: {
      maxTriangles: config.MAX_TRIANGLES,
      maxVertices: config.MAX_TRIANGLES * 3,
      maxFacetedFaces: config.MAX_FACETED_FACES,
    },
    logger: silent,
  });
};
