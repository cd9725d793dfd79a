/** How a material is used: what it can take from the points of a mesh depends on it. */
export interface MaterialUse {
  /** Index into the materials of the model. */
  material: number;
  hasUvs: boolean;
  hasSecondUvs: boolean;
  hasColours: boolean;
}
