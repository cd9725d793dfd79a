import type { LengthUnit } from '../../../domain/report.ts';
import type { LossTally } from '../gltf/loss-tally.ts';
import type { Wrapping } from '../model.ts';
import type { Float32List, Float64List, Uint32List } from '../tools/growable.ts';
import type { Matrix } from '../tools/matrix.ts';

/** What a part of a package says that holds a model: objects by their id, with what they refer to. */
export interface ModelPart {
  /** Of the part in the archive. */
  name: string;
  /** Of its XML, as the archive says. */
  sizeBytes: number;
  unit: LengthUnit;
  objects: Map<number, ModelObject>;
  properties: Map<number, PropertyGroup>;
  textures: Map<number, Texture>;
  items: Placed[];
  lost: LossTally;
}

export interface ModelObject {
  id: number;
  name?: string;
  /** The property of all triangles that have none of their own. */
  property?: { group: number; index: number };
  mesh?: ObjectMesh;
  components: Placed[];
}

/** An object where a component or a build item puts it. */
export interface Placed {
  objectId: number;
  /** The model part that the object is in; absent: this one. */
  path?: string;
  /** Absent: it is where it is. */
  matrix?: Matrix;
  /** There is a transform, be it one that moves nothing. */
  hasTransform: boolean;
  name?: string;
}

export interface ObjectMesh {
  positions: Float64List;
  /** Three for each triangle. */
  corners: Uint32List;
  /** For each triangle the group of its property, 0 for that of the object; empty where no triangle has its own. */
  groups: Uint32List;
  /** For each corner the index in the group; as long as `groups` · 3. */
  indices: Uint32List;
}

/** A list of properties that triangles and their corners refer to by index. */
export type PropertyGroup =
  | { kind: 'base'; names: (string | undefined)[]; colours: Float32List }
  /** Linear r, g, b, a; composites of base materials are mixed into such colours. */
  | { kind: 'colours'; colours: Float32List }
  /** u, v; v runs upwards. */
  | { kind: 'coordinates'; texture: number; coordinates: Float32List }
  /** `rows` has an index into each of `layers` for each property. */
  | { kind: 'layers'; layers: number[]; rows: Uint32List };

export interface Texture {
  path: string;
  /** How it goes on outside of 0–1. */
  u: Wrapping;
  v: Wrapping;
  /** It shows nothing there, in the file. */
  isBounded: boolean;
}

export function sizeOf(group: PropertyGroup): number {
  switch (group.kind) {
    case 'base':
      return group.names.length;
    case 'colours':
      return group.colours.length / 4;
    case 'coordinates':
      return group.coordinates.length / 2;
    case 'layers':
      return group.layers.length === 0 ? 0 : group.rows.length / group.layers.length;
  }
}
