/** What an FBX file says beside its meshes. */
export interface FbxFacts {
  /** The numbers of GlobalSettings by their names: UpAxis, UnitScaleFactor and so on. */
  settings: ReadonlyMap<string, number>;
  cameras: number;
  lights: number;
  skins: number;
  /** Where the names of the records begin that make up skins: of a skin, and of what it takes from each bone. */
  skinRecords: number[];
  /** Of what becomes a primitive each, in geometries that are shown: how many corners the faces have. */
  faces: readonly Uint32Array[];
}

/** The kinds of a Deformer that are no change of shape of their own. */
export const SKIN = 'Skin';
export const SKIN_OF_BONE = 'Cluster';
