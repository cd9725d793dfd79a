import type { LengthUnit } from '../../../domain/report.ts';
import type { LossTally } from '../gltf/loss-tally.ts';
import type { Float32List, Float64List, Uint32List } from '../tools/growable.ts';

/** Linear r, g, b, a. */
export type Colour = [number, number, number, number];

/** What an AMF file says; ids are texts. */
export interface AmfDocument {
  unit: LengthUnit;
  objects: Map<string, AmfObject>;
  materials: Map<string, AmfMaterial>;
  constellations: Map<string, AmfInstance[]>;
  lost: LossTally;
}

export interface AmfObject {
  name?: string;
  colour?: Colour;
  positions: Float64List;
  /** Four for each vertex, NaN for those without; empty where no vertex has a colour. */
  colours: Float32List;
  volumes: AmfVolume[];
}

export interface AmfVolume {
  material?: string;
  colour?: Colour;
  /** Three for each triangle. */
  corners: Uint32List;
  /** Four for each triangle, NaN for those without; empty where no triangle has a colour. */
  colours: Float32List;
}

export interface AmfMaterial {
  name?: string;
  colour?: Colour;
}

/** An object or a constellation where it is shown. Angles in degrees. */
export interface AmfInstance {
  objectId: string;
  shift: [number, number, number];
  turn: [number, number, number];
}
