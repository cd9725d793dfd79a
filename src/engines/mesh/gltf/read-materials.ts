import { Type } from '@sinclair/typebox';
import { IMAGE_SLOTS, type Image, type ImageSlot, type Material } from '../model.ts';
import { type GltfJson, type GltfMaterial, type GltfTextureInfo, schemaCheck } from './gltf-json.ts';
import type { LossTally } from './loss-tally.ts';
import { readWrap } from './sampler-wrap.ts';
import { metalRoughOf } from './specular-glossiness.ts';
import { sameUvMap, type UvMap, type UvMaps, uvMapOf } from './uv-map.ts';

export interface Materials {
  materials: Material[];
  images: Image[];
  /** For each material, which texture coordinates its images use. */
  uvMaps: UvMaps[];
}

/** Resolves with undefined where the image is not there or of no kind that is read. */
export type ReadImage = (image: number) => Promise<Image | undefined>;

/** Materials keep their indices; only images that a material uses are read. */
export async function readMaterials(
  json: GltfJson,
  readImage: ReadImage,
  lost: LossTally,
): Promise<Materials> {
  const read: Materials = { materials: [], images: [], uvMaps: [] };
  const decoded = new Map<number, Image | undefined>();
  /** By image and wrapping. */
  const places = new Map<string, number>();
  const placeOf = async (source: number, texture: number): Promise<number | undefined> => {
    if (!decoded.has(source)) decoded.set(source, await readImage(source));
    const image = decoded.get(source);
    if (image === undefined) return undefined;
    const wrap = readWrap(json, texture);
    const key = JSON.stringify([source, wrap]);
    const place = places.get(key) ?? read.images.push({ ...image, ...(wrap && { wrap }) }) - 1;
    places.set(key, place);
    return place;
  };
  for (const written of json.materials ?? []) {
    const given = metalRoughOf(written, lost);
    const images: PlacedImages = {};
    const maps: UvMap[] = [];
    for (const [slot, texture] of texturesOf(given)) {
      const { source } = json.textures![texture.index]!;
      if (source === undefined) {
        lost.add('textures', 1, 'Their images are of a kind that is not read.');
        continue;
      }
      const own = uvMapOf(texture);
      const known = maps.findIndex((map) => sameUvMap(map, own));
      if (known < 0 && maps.length === MOST_MAPS) {
        lost.add('textures', 1, 'A material keeps those that use its first two sets of texture coordinates.');
        continue;
      }
      const image = await placeOf(source, texture.index);
      if (image === undefined) continue;
      const map = known < 0 ? maps.push(own) - 1 : known;
      images[slot] = { image, isOnSecond: map > 0 };
    }
    const material = toMaterial(given, images);
    const [first = { set: 0 }, second] = maps;
    read.materials.push(material);
    read.uvMaps.push({ first, ...(material.onSecondUvs && second && { second }) });
  }
  return read;
}

const MOST_MAPS = 2;

type PlacedImages = Partial<Record<ImageSlot, { image: number; isOnSecond: boolean }>>;

/** In the order of IMAGE_SLOTS: the texture coordinates of the base colour are the first. */
function texturesOf(given: GltfMaterial): [ImageSlot, GltfTextureInfo][] {
  const slots: [ImageSlot, GltfTextureInfo | undefined][] = [
    ['baseColourImage', given.pbrMetallicRoughness?.baseColorTexture],
    ['metallicRoughnessImage', given.pbrMetallicRoughness?.metallicRoughnessTexture],
    ['normalImage', given.normalTexture],
    ['occlusionImage', given.occlusionTexture],
    ['emissiveImage', given.emissiveTexture],
  ];
  return slots.filter((slot): slot is [ImageSlot, GltfTextureInfo] => slot[1] !== undefined);
}

const requireStrength = schemaCheck(
  Type.Object({ emissiveStrength: Type.Optional(Type.Number({ minimum: 0 })) }),
  'emissive strength',
);

function toMaterial(given: GltfMaterial, images: PlacedImages): Material {
  const {
    baseColorFactor: base = [1, 1, 1, 1],
    metallicFactor,
    roughnessFactor,
  } = given.pbrMetallicRoughness ?? {};
  const emissive = given.emissiveFactor ?? [0, 0, 0];
  const material: Material = {
    baseColour: [base[0]!, base[1]!, base[2]!, base[3]!],
    metallic: metallicFactor ?? 1,
    roughness: roughnessFactor ?? 1,
    alphaMode: given.alphaMode === 'MASK' || given.alphaMode === 'BLEND' ? given.alphaMode : 'OPAQUE',
  };
  if (given.name !== undefined) material.name = given.name;
  if (given.doubleSided) material.doubleSided = true;
  // Without its image the factor, often white, would make the whole surface glow.
  const isDark = given.emissiveTexture !== undefined && images.emissiveImage === undefined;
  if (!isDark && emissive.some((channel) => channel > 0))
    material.emissive = [emissive[0]!, emissive[1]!, emissive[2]!];
  if (material.alphaMode === 'MASK') material.alphaCutoff = given.alphaCutoff ?? 0.5;
  if (given.extensions?.KHR_materials_unlit !== undefined) material.unlit = true;
  const strength = given.extensions?.KHR_materials_emissive_strength;
  const { emissiveStrength = 1 } = strength === undefined ? {} : requireStrength(strength);
  if (emissiveStrength !== 1 && material.emissive && !material.unlit)
    material.emissiveStrength = emissiveStrength;
  const { baseColourImage, metallicRoughnessImage, normalImage, occlusionImage, emissiveImage } = images;
  if (baseColourImage) material.baseColourImage = baseColourImage.image;
  if (metallicRoughnessImage) material.metallicRoughnessImage = metallicRoughnessImage.image;
  if (normalImage) {
    material.normalImage = normalImage.image;
    if ((given.normalTexture!.scale ?? 1) !== 1) material.normalScale = given.normalTexture!.scale!;
  }
  if (occlusionImage) {
    material.occlusionImage = occlusionImage.image;
    const { strength: occlusion = 1 } = given.occlusionTexture!;
    if (occlusion !== 1) material.occlusionStrength = occlusion;
  }
  // Without a factor the image adds no light.
  if (emissiveImage && material.emissive) material.emissiveImage = emissiveImage.image;
  const onSecondUvs = IMAGE_SLOTS.filter((slot) => material[slot] !== undefined && images[slot]!.isOnSecond);
  if (onSecondUvs.length > 0) material.onSecondUvs = onSecondUvs;
  return material;
}
