import { decodeDataUri } from '../gltf/data-uri.ts';
import type { GltfMaterial } from '../gltf/gltf-json.ts';
import type { LossTally } from '../gltf/loss-tally.ts';
import { readMaterials } from '../gltf/read-materials.ts';
import type { UvMaps } from '../gltf/uv-map.ts';
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
  /** For each material of the glTF, which texture coordinates its images use. */
  uvMaps: UvMaps[];
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
  const given = (scene.json.materials ?? []).map(withEmission);
  const read = await readMaterials(
    { ...scene.json, materials: given },
    (index) => readImage(scene, index, siblings, lost),
    lost,
  );
  const materials: Material[] = [];
  const places = read.materials.map((material, index) => {
    if (DEFAULT_NAMES.has(material.name) && material.baseColourImage === undefined) return undefined;
    return materials.push(decoded(material, given[index]!)) - 1;
  });
  return { materials, images: read.images, places, uvMaps: read.uvMaps };
}

/** In these formats an image takes the place of a colour, also of the black that a material has where it shines not. */
const withEmission = (given: GltfMaterial): GltfMaterial =>
  given.emissiveTexture === undefined ? given : { ...given, emissiveFactor: [1, 1, 1] };

function decoded(material: Material, { pbrMetallicRoughness }: GltfMaterial): Material {
  const [red, green, blue, alpha] = material.baseColour;
  const shown = material.baseColourImage === undefined ? linear(red, green, blue) : ([1, 1, 1] as const);
  const opacity = Math.min(1, Math.max(0, alpha));
  return {
    ...material,
    baseColour: [...shown, opacity],
    roughness: pbrMetallicRoughness?.roughnessFactor ?? 0.5,
    ...(opacity < 1 && { alphaMode: 'BLEND' as const }),
    ...(material.emissive && { emissive: linear(...material.emissive) }),
  };
}

const linear = (...channels: [number, number, number]): [number, number, number] => {
  const [red, green, blue] = channels.map((channel) => toLinear(Math.min(1, Math.max(0, channel))));
  return [red!, green!, blue!];
};

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
