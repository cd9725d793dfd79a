import type { Config } from './config.ts';

/** What the configuration says about engines, for the service and for local conversions alike. */
export const engineSettings = (config: Config) => ({
  recycleAfter: config.ENGINE_RECYCLE_AFTER,
  hardRssBytes: config.ENGINE_MEMORY_BYTES,
  /** An idle process that has grown beyond this is replaced. */
  maxRssBytes: config.ENGINE_MEMORY_BYTES / 2,
  timeoutMs: config.CONVERSION_TIMEOUT_MS,
  silenceMs: config.ENGINE_SILENCE_MS,
  limits: {
    maxTriangles: config.MAX_TRIANGLES,
    maxVertices: config.MAX_TRIANGLES * 3,
    maxFacetedFaces: config.MAX_FACETED_FACES,
    archive: {
      maxEntries: config.MAX_ARCHIVE_ENTRIES,
      maxInflatedBytes: config.MAX_INFLATED_BYTES,
      maxRatio: config.MAX_INFLATE_RATIO,
    },
  },
});
