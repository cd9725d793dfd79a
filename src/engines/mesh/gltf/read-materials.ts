import { Type } from '@sinclair/typebox';
import type { Image, Material } from '../model.ts';
import { type GltfJson, type GltfMaterial, type GltfTextureInfo, schemaCheck } from './gltf-json.ts';
import type { LossTally } from './loss-tally.ts';
import { readWrap } from './sampler-wrap.ts';
import { metalRoughOf } from './specular-glossiness.ts';
import { sameUvMap, type UvMap, uvMapOf } from './uv-map.ts';

export interface Materials {
  materials: Material[];
  images: Image[];
  /** For each material, which texture coordinates its images use. */
  uvMaps: UvMap[];
}

type Slot = 'baseColour' | 'metallicRoughness' | 'normal' | 'occlusion' | 'emissive';

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
    const images: Partial<Record<Slot, number>> = {};
    let uvMap: UvMap | undefined;
    for (const [slot, texture] of texturesOf(given)) {
      const source = json.textures![texture.index]!.source;
      const image = source === undefined ? undefined : await placeOf(source, texture.index);
      if (source === undefined) lost.add('textures', 1, 'Their images are of a kind that is not read.');
      if (image === undefined) continue;
      const own = uvMapOf(texture);
      uvMap ??= own;
      if (sameUvMap(own, uvMap)) images[slot] = image;
      else lost.add('textures', 1, 'A material keeps those that use its one set of texture coordinates.');
    }
    read.materials.push(toMaterial(given, images));
    read.uvMaps.push(uvMap ?? { set: 0 });
  }
  return read;
}

/** The base colour first: where the others use other texture coordinates, its own are kept. */
function texturesOf(given: GltfMaterial): [Slot, GltfTextureInfo][] {
  const slots: [Slot, GltfTextureInfo | undefined][] = [
    ['baseColour', given.pbrMetallicRoughness?.baseColorTexture],
    ['metallicRoughness', given.pbrMetallicRoughness?.metallicRoughnessTexture],
    ['normal', given.normalTexture],
    ['occlusion', given.occlusionTexture],
    ['emissive', given.emissiveTexture],
  ];
  return slots.filter((slot): slot is [Slot, GltfTextureInfo] => slot[1] !== undefined);
}

const requireStrength = schemaCheck(
  Type.Object({ emissiveStrength: Type.Optional(Type.Number({ minimum: 0 })) }),
  'emissive strength',
);

function toMaterial(given: GltfMaterial, images: Partial<Record<Slot, number>>): Material {
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
  if (emissive.some((channel) => channel > 0)) material.emissive = [emissive[0]!, emissive[1]!, emissive[2]!];
  if (material.alphaMode === 'MASK') material.alphaCutoff = given.alphaCutoff ?? 0.5;
  if (given.extensions?.KHR_materials_unlit !== undefined) material.unlit = true;
  const strength = given.extensions?.KHR_materials_emissive_strength;
  const { emissiveStrength = 1 } = strength === undefined ? {} : requireStrength(strength);
  if (emissiveStrength !== 1 && material.emissive && !material.unlit)
    material.emissiveStrength = emissiveStrength;
  if (images.baseColour !== undefined) material.baseColourImage = images.baseColour;
  if (images.metallicRoughness !== undefined) material.metallicRoughnessImage = images.metallicRoughness;
  if (images.normal !== undefined) {
    material.normalImage = images.normal;
    if ((given.normalTexture!.scale ?? 1) !== 1) material.normalScale = given.normalTexture!.scale!;
  }
  if (images.occlusion !== undefined) {
    material.occlusionImage = images.occlusion;
    const { strength: occlusion = 1 } = given.occlusionTexture!;
    if (occlusion !== 1) material.occlusionStrength = occlusion;
  }
  // Without a factor the image adds no light.
  if (images.emissive !== undefined && material.emissive) material.emissiveImage = images.emissive;
  return material;
}
