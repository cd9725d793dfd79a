import { decodeDataUri } from '../gltf/data-uri.ts';
import type { GltfMaterial } from '../gltf/gltf-json.ts';
import type { LossTally } from '../gltf/loss-tally.ts';
import type { UvMap } from '../gltf/uv-map.ts';
import type { Siblings } from '../mesh-source.ts';
import type { Image, Material } from '../model.ts';
import { readBeside } from '../read-beside.ts';
import { toLinear } from '../tools/colour.ts';
import { imageType } from '../tools/image-type.ts';
import type { GlbScene } from './read-glb-bytes.ts';

/** What assimp calls the material of triangles that have none; the second in 3DS. */
const DEFAULT_NAMES: ReadonlySet<string | undefined> = new Set(['DefaultMaterial', '%%%DEFAULT']);

export interface SceneMaterials {
  materials: Material[];
  images: Image[];
  /** Index in the glTF → index in `materials`; undefined: no material of the file. */
  places: (number | undefined)[];
  /** For each material of the glTF, which texture coordinates its image uses. */
  uvMaps: UvMap[];
}

/**
 * The materials of a scene from assimp. It hands out the colours of the file as they are, encoded for screens, so they
 * become linear here; and it names image files that it never saw: these come from beside the model or are lost.
 */
export async function sceneMaterials(
  scene: GlbScene,
  siblings: Siblings | undefined,
  lost: LossTally,
): Promise<SceneMaterials> {
  const { json } = scene;
  const read: SceneMaterials = { materials: [], images: [], places: [], uvMaps: [] };
  const images = new Map<number, number | undefined>();
  for (const given of json.materials ?? []) {
    const texture = given.pbrMetallicRoughness?.baseColorTexture;
    read.uvMaps.push({ set: texture?.texCoord ?? 0 });
    if (DEFAULT_NAMES.has(given.name) && texture === undefined) {
      read.places.push(undefined);
      continue;
    }
    const source = texture && json.textures![texture.index]!.source;
    if (source !== undefined && !images.has(source)) {
      const image = await readImage(scene, source, siblings, lost);
      images.set(source, image && read.images.push(image) - 1);
    }
    if (texture?.extensions?.KHR_texture_transform !== undefined)
      lost.add('texture transforms', 1, 'Texture coordinates are kept as the file has them.');
    const others = [given.normalTexture, given.occlusionTexture, given.emissiveTexture].filter(Boolean);
    lost.add('further textures', others.length, 'Only base colour textures are kept.');
    const image = source === undefined ? undefined : images.get(source);
    read.places.push(read.materials.push(toMaterial(given, image)) - 1);
  }
  return read;
}

function toMaterial(given: GltfMaterial, image: number | undefined): Material {
  const { baseColorFactor: base = [1, 1, 1, 1], ...pbr } = given.pbrMetallicRoughness ?? {};
  const linear = (channel: number | undefined): number => toLinear(Math.min(1, Math.max(0, channel ?? 0)));
  const material: Material = {
    baseColour: [linear(base[0]), linear(base[1]), linear(base[2]), Math.min(1, Math.max(0, base[3] ?? 1))],
    metallic: pbr.metallicFactor ?? 0,
    roughness: pbr.roughnessFactor ?? 0.5,
  };
  if (given.name) material.name = given.name;
  if (given.doubleSided) material.doubleSided = true;
  if (image !== undefined) {
    material.baseColourImage = image;
    material.baseColour.fill(1, 0, 3); // in these formats an image takes the place of the colour
  }
  if (given.alphaMode === 'BLEND' || material.baseColour[3] < 1) material.alphaMode = 'BLEND';
  const [red = 0, green = 0, blue = 0] = given.emissiveFactor ?? [];
  if (red > 0 || green > 0 || blue > 0) material.emissive = [linear(red), linear(green), linear(blue)];
  return material;
}

async function readImage(
  { json, bytesOfView }: GlbScene,
  index: number,
  siblings: Siblings | undefined,
  lost: LossTally,
): Promise<Image | undefined> {
  const { uri, bufferView, name } = json.images![index]!;
  const bytes =
    bufferView !== undefined
      ? bytesOfView(bufferView).slice()
      : uri?.startsWith('data:')
        ? decodeDataUri(uri, `image ${index}`)
        : await readBeside(uri, siblings);
  if (bytes === undefined) {
    lost.add('textures', 1, 'Their image files were not uploaded with the model; a ZIP can hold them.');
    return undefined;
  }
  const mediaType = imageType(bytes);
  if (mediaType === undefined) lost.add('textures', 1, 'Only PNG and JPEG images are read.');
  return mediaType && { mediaType, bytes, ...(name && { name }) };
}
