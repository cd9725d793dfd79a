import type { LengthUnit, UpAxis } from '../../domain/report.ts';

/**
 * The one mesh model that every reader makes and every writer takes. It is shaped like glTF (nodes → meshes →
 * primitives → material) with typed arrays, but keeps the unit and up-axis of its source: writers ask for a frame.
 * Right-handed; triangles are counter-clockwise seen from outside.
 */
export interface MeshModel {
  unit: LengthUnit;
  upAxis: UpAxis;
  /** False where the source says nothing and `unit`, `upAxis` are assumptions. */
  unitKnown: boolean;
  nodes: MeshNode[];
  meshes: Mesh[];
  materials: Material[];
  images: Image[];
}

export interface MeshNode {
  name?: string;
  /** Index into `nodes`; absent for a root. A parent stands before its children. */
  parent?: number;
  /** 4 × 4, column-major, relative to the parent; absent: identity. */
  matrix?: Float64Array;
  /** Index into `meshes`; several nodes may show one mesh (instances). */
  mesh?: number;
}

export interface Mesh {
  name?: string;
  primitives: Primitive[];
}

/** Triangles of one material. Arrays are per vertex; `indices` has three for each triangle. */
export interface Primitive {
  /** x, y, z. */
  positions: Float32Array | Float64Array;
  indices: Uint32Array;
  /** x, y, z, unit length. */
  normals?: Float32Array;
  /** u, v; v runs downwards as in glTF. */
  uvs?: Float32Array;
  /** As `uvs`, and only beside them: for the images that the material names in `onSecondUvs`. */
  secondUvs?: Float32Array;
  /** r, g, b, a; linear, 0–1. */
  colours?: Float32Array;
  /** Index into `materials`. */
  material?: number;
  /** The faces that the triangles were cut from, where one has more than three corners: see polygonsOf. */
  polygons?: Polygons;
}

/** Faces without holes, one after another, that were cut into triangles: n corners became n - 2 triangles. */
export interface Polygons {
  /** The triangles that they were cut into, in the order of the faces. */
  indices: Uint32Array;
  /** How many corners each face has; at least 3. */
  sizes: Uint32Array;
  /** The vertices at the corners of all faces. */
  corners: Uint32Array;
}

export interface Material {
  name?: string;
  /** Linear r, g, b, a, 0–1. */
  baseColour: [number, number, number, number];
  metallic: number;
  roughness: number;
  doubleSided?: boolean;
  /** Index into `images`; sRGB, multiplied with `baseColour`. Always placed by `uvs`. */
  baseColourImage?: number;
  /** Linear; green is roughness and blue metalness, multiplied with the numbers above. */
  metallicRoughnessImage?: number;
  /** In tangent space, as glTF has it: +Y up. */
  normalImage?: number;
  normalScale?: number;
  /** Red is how much light comes in. */
  occlusionImage?: number;
  occlusionStrength?: number;
  /** Linear, 0–1. */
  emissive?: [number, number, number];
  /** sRGB, multiplied with `emissive`. */
  emissiveImage?: number;
  /** What shines brighter than white has more than 1 here. */
  emissiveStrength?: number;
  /** The images that are placed by `secondUvs` of a primitive, in the order of IMAGE_SLOTS; absent: none. */
  onSecondUvs?: ImageSlot[];
  /** The colour is shown as it is, without light. */
  unlit?: boolean;
  alphaMode?: 'OPAQUE' | 'MASK' | 'BLEND';
  alphaCutoff?: number;
}

/** Where a material has a place for an image. */
export const IMAGE_SLOTS = [
  'baseColourImage',
  'metallicRoughnessImage',
  'normalImage',
  'occlusionImage',
  'emissiveImage',
] as const satisfies readonly (keyof Material)[];
export type ImageSlot = (typeof IMAGE_SLOTS)[number];

export interface Image {
  name?: string;
  mediaType: 'image/png' | 'image/jpeg';
  bytes: Uint8Array;
  /** What shows outside of 0–1; absent: the image again, both ways. */
  wrap?: { u: Wrapping; v: Wrapping };
}

export type Wrapping = 'repeat' | 'mirror' | 'clamp';

export const vertexCount = (primitive: Primitive): number => primitive.positions.length / 3;
export const triangleCount = (primitive: Primitive): number => primitive.indices.length / 3;

/**
 * The polygons of a primitive, undefined where it has triangles only. They hold as long as `indices` is the same array:
 * code that makes other triangles need not know of polygons, they are forgotten then.
 */
export const polygonsOf = ({ polygons, indices }: Primitive): Polygons | undefined =>
  polygons?.indices === indices ? polygons : undefined;
