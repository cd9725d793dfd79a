import type { Config } from './config.ts';
import { type EngineLimits, VERTICES_PER_TRIANGLE } from './domain/engine-limits.ts';

/** What the configuration says about engines, for the service and for local conversions alike. */
export const engineSettings = (config: Config) => ({
  recycleAfter: config.ENGINE_RECYCLE_AFTER,
  hardRssBytes: config.ENGINE_MEMORY_BYTES,
  /** An idle process that has grown beyond this is replaced. */
  maxRssBytes: config.ENGINE_MEMORY_BYTES / 2,
  timeoutMs: config.CONVERSION_TIMEOUT_MS,
  silenceMs: config.ENGINE_SILENCE_MS,
  limits: limitsOf(config),
});

const limitsOf = (config: Config): EngineLimits => ({
  maxTriangles: config.MAX_TRIANGLES,
  maxVertices: config.MAX_VERTICES || config.MAX_TRIANGLES * VERTICES_PER_TRIANGLE,
  maxFacetedFaces: config.MAX_FACETED_FACES,
  maxParts: config.MAX_PARTS,
  maxTreeDepth: config.MAX_TREE_DEPTH,
  maxXmlDepth: config.MAX_XML_DEPTH,
  maxTexturePixels: config.MAX_TEXTURE_PIXELS,
  maxOutputBytes: config.MAX_OUTPUT_BYTES,
  archive: {
    maxEntries: config.MAX_ARCHIVE_ENTRIES,
    maxInflatedBytes: config.MAX_INFLATED_BYTES,
    maxRatio: config.MAX_INFLATE_RATIO,
  },
});
