/** One solid of an STL file with its repeated positions made one and its collapsed triangles left out. */
export interface StlSolid {
  name: string;
  positions: Float32Array;
  indices: Uint32Array;
  /** Triangles of which two corners were the same point. */
  collapsed: number;
}
