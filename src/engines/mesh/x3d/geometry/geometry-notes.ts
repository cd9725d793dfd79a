/** What the report says of the geometry of a file, however many nodes have it. */
export interface GeometryNotes {
  /** Faces of fewer than three corners. */
  incomplete: number;
  /** Spheres, cylinders and cones that became flat facets. */
  rounded: number;
}
