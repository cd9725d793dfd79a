import { Type } from '@sinclair/typebox';
import type { Primitive } from '../model.ts';
import { changesUvs, type UvTransform } from '../tools/transform-uvs.ts';
import { type GltfTextureInfo, schemaCheck } from './gltf-json.ts';

/** Which texture coordinates a material uses, and what is to be done to them. */
export interface UvMap {
  /** n of TEXCOORD_n. */
  set: number;
  /** Absent: as they are. */
  transform?: UvTransform;
}

/** Of the images of one material. */
export interface UvMaps {
  /** Of the base colour, where it has an image. */
  first: UvMap;
  second?: UvMap;
}

const pair = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 });
const requireTransform = schemaCheck(
  Type.Object({
    offset: Type.Optional(pair),
    rotation: Type.Optional(Type.Number()),
    scale: Type.Optional(pair),
    texCoord: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  'texture transform',
);

/**
 * KHR_texture_transform: scaled, then turned, then moved. The extension's GLSL turns the other way than its text and
 * its first example; Khronos' own viewer and three.js follow the text, as is done here.
 */
export function uvMapOf({ texCoord = 0, extensions }: GltfTextureInfo): UvMap {
  const given = extensions?.KHR_texture_transform;
  if (given === undefined) return { set: texCoord };
  const { offset = [0, 0], rotation = 0, scale = [1, 1], texCoord: set = texCoord } = requireTransform(given);
  const [sx, sy] = [scale[0]!, scale[1]!];
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  const transform = [cos * sx, -sin * sx, sin * sy, cos * sy, offset[0]!, offset[1]!] as const;
  return changesUvs(transform) ? { set, transform } : { set };
}

export const sameUvMap = (one: UvMap, other: UvMap): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The coordinates of a primitive by the names that they are written with. */
export const namedUvs = ({ uvs, secondUvs }: Primitive): [name: string, uvs: Float32Array][] =>
  Object.entries({ ...(uvs && { TEXCOORD_0: uvs }), ...(secondUvs && { TEXCOORD_1: secondUvs }) });
