import type { Uint32List } from '../tools/growable.ts';

/** Faces as a file stores them, one after another. */
export interface StoredFaces {
  /** How many corners each face has. */
  sizes: Uint32List;
}

/** Faces of more than three corners, of each geometry once, however often it is shown. */
export function countStoredPolygons(geometries: Iterable<readonly StoredFaces[]>): number {
  let count = 0;
  for (const parts of geometries) {
    for (const { sizes } of parts) for (const size of sizes.view()) if (size > 3) count += 1;
  }
  return count;
}
