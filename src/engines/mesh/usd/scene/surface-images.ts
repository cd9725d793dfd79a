import type { LossTally } from '../../gltf/loss-tally.ts';
import { IMAGE_SLOTS, type ImageSlot, type Material } from '../../model.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import { numberInput, shaderOf, tupleInput } from './shader-inputs.ts';
import type { Stage } from './stage.ts';
import { type PlacedFile, type SurfaceTexture, textureOf, wrapOf } from './surface-texture.ts';
import { sameUvSet, type UvSet } from './uv-set.ts';

/** The images of a surface and the numbers that they are multiplied with, as the model has them. */
export interface SurfaceImages {
  baseColour: SurfaceTexture | undefined;
  files: Partial<Record<ImageSlot, PlacedFile>>;
  finish: Pick<Material, 'metallic' | 'roughness'> & Partial<Material>;
  /** At most two. */
  uvSets: readonly UvSet[];
}

const NO_PLACE =
  'A material keeps one image for each of its properties, placed by its first two sets of texture coordinates.';
const MOST_UV_SETS = 2;
/** What a normal map is unpacked with: 0–1 becomes -1–1. */
const NORMAL_SCALE = 2;

export function readSurfaceImages(stage: Stage, surface: StagePrim, lost: LossTally): SurfaceImages {
  const files: SurfaceImages['files'] = {};
  const baseColour = textureOf(stage, surface, 'diffuseColor', lost);
  const uvSets: UvSet[] = [];
  const isOnSecond = new Set<ImageSlot>();
  const keep = (slot: ImageSlot, texture: SurfaceTexture | undefined, fits: boolean): boolean => {
    if (texture === undefined) return false;
    const { uvSet = uvSets[0] } = texture;
    const known = uvSet && uvSets.findIndex((each) => sameUvSet(each, uvSet));
    const isNew = known === -1;
    if (!fits || (isNew && uvSets.length === MOST_UV_SETS)) {
      lost.add('textures', 1, NO_PLACE);
      return false;
    }
    if (isNew) uvSets.push(uvSet!);
    if ((isNew ? uvSets.length - 1 : (known ?? 0)) > 0) isOnSecond.add(slot);
    const wrap = wrapOf(stage, texture, lost);
    files[slot] = { file: texture.file, ...(wrap && { wrap }) };
    return true;
  };
  keep('baseColourImage', baseColour, true);
  const finish = { ...readMetalRough(stage, surface, keep, lost) } as SurfaceImages['finish'];
  const normal = textureOf(stage, surface, 'normal', lost);
  // Without a scale of its own an image is unpacked all the same.
  const [across = 1, , upwards] = normal?.scale ?? [];
  if (keep('normalImage', normal, normal?.output === 'rgb') && upwards === NORMAL_SCALE) {
    if (across !== NORMAL_SCALE) finish.normalScale = across / NORMAL_SCALE;
  }
  const occlusion = textureOf(stage, surface, 'occlusion', lost);
  const strength = occlusion?.scale[0] ?? 1;
  if (keep('occlusionImage', occlusion, occlusion?.output === 'r') && strength !== 1) {
    finish.occlusionStrength = strength;
  }
  const emissive = textureOf(stage, surface, 'emissiveColor', lost);
  const isLit = keep('emissiveImage', emissive, emissive?.output === 'rgb');
  Object.assign(
    finish,
    emission(isLit ? emissive!.scale : (tupleInput(stage, surface, 'emissiveColor', 3) ?? [])),
  );
  const specular = shaderOf(stage, surface, 'inputs:specularColor')?.id === 'UsdUVTexture';
  if (specular) lost.add('textures', 1, NO_PLACE);
  const onSecondUvs = IMAGE_SLOTS.filter((slot) => isOnSecond.has(slot));
  if (onSecondUvs.length > 0) finish.onSecondUvs = onSecondUvs;
  return { baseColour, files, finish, uvSets };
}

type Keep = (slot: ImageSlot, texture: SurfaceTexture | undefined, fits: boolean) => boolean;

/** One image has roughness in green and metalness in blue; what has no image of its own must be 0 or a plain number. */
function readMetalRough(stage: Stage, surface: StagePrim, keep: Keep, lost: LossTally) {
  const metallic = numberInput(stage, surface, 'metallic') ?? 0;
  const roughness = numberInput(stage, surface, 'roughness') ?? 0.5;
  const rough = textureOf(stage, surface, 'roughness', lost);
  const metal = textureOf(stage, surface, 'metallic', lost);
  const isOne = rough === undefined || metal === undefined || rough.file === metal.file;
  const isPacked = (rough?.output ?? 'g') === 'g' && (metal?.output ?? 'b') === 'b';
  const isWhole = (rough ?? roughness === 0) && (metal ?? metallic === 0);
  const fits = isOne && isPacked && Boolean(isWhole);
  if (keep('metallicRoughnessImage', rough ?? metal, fits)) {
    return { metallic: metal?.scale[2] ?? 0, roughness: rough?.scale[1] ?? 0 };
  }
  if (rough && metal && !isOne) lost.add('textures', 1, NO_PLACE);
  return { metallic, roughness };
}

/** Light of more than 1 is said by its strength. */
function emission([red = 0, green = 0, blue = 0]: readonly number[]): Partial<Material> {
  const strongest = Math.max(red, green, blue);
  if (!(strongest > 0 && strongest < Infinity)) return {};
  const by = Math.max(1, strongest);
  const emissive: Material['emissive'] = [red / by, green / by, blue / by];
  return strongest > 1 ? { emissive, emissiveStrength: strongest } : { emissive };
}
