/** What one conversion may ask of the machine. The settings of src/config.ts change the defaults. */
export interface EngineLimits {
  /** Of one model, source or target. */
  maxTriangles: number;
  maxVertices: number;
  /** Planar faces that a mesh may become in a CAD file. */
  maxFacetedFaces: number;
  /** Nodes of the source's tree: parts and the groups that hold them, each instance counted. */
  maxParts: number;
  /** Levels of the source's tree. */
  maxTreeDepth: number;
  /** XML elements within one another. */
  maxXmlDepth: number;
  /** Of one image. */
  maxTexturePixels: number;
  /** Of the converted file; where it is an archive, also of each file in it. */
  maxOutputBytes: number;
  archive: ArchiveLimits;
}

/** What a ZIP archive may ask of the machine. The bytes are counted while they are inflated, whatever the archive says. */
export interface ArchiveLimits {
  maxEntries: number;
  /** Of all entries that are read, together. */
  maxInflatedBytes: number;
  /** Inflated to packed bytes of one entry; the first 16 MiB of each are free. */
  maxRatio: number;
}

const GIB = 1024 ** 3;

/** What maxTreeDepth and maxXmlDepth can be: readers and writers recurse, on the stack that Node has. */
export const DEEPEST = 500;

/** A vertex for each corner of a triangle. */
export const VERTICES_PER_TRIANGLE = 3;
const MAX_TRIANGLES = 50_000_000;

export const DEFAULT_LIMITS: Readonly<EngineLimits> = {
  maxTriangles: MAX_TRIANGLES,
  maxVertices: MAX_TRIANGLES * VERTICES_PER_TRIANGLE,
  maxFacetedFaces: 100_000,
  maxParts: 1_000_000,
  maxTreeDepth: 400,
  maxXmlDepth: 400,
  maxTexturePixels: 16_384 ** 2, // the most that graphics cards take; 1 GiB once decoded
  maxOutputBytes: 8 * GIB,
  archive: { maxEntries: 10_000, maxInflatedBytes: 8 * GIB, maxRatio: 200 },
};
