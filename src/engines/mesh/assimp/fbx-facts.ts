/** What an FBX file says beside its meshes. */
export interface FbxFacts {
  /** The numbers of GlobalSettings by their names: UpAxis, UnitScaleFactor and so on. */
  settings: ReadonlyMap<string, number>;
  cameras: number;
  lights: number;
}
