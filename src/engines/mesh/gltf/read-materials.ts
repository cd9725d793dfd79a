import type { Image, Material } from '../model.ts';
import type { BytesOfView } from './decode-accessor.ts';
import type { GltfJson, GltfMaterial } from './gltf-json.ts';
import type { LossTally } from './loss-tally.ts';
import { decodeDataUri } from './read-buffers.ts';

const REPEAT = 10497;

export interface Materials {
  materials: Material[];
  images: Image[];
  /** For each material, which TEXCOORD_n its base colour image uses. */
  uvSets: number[];
}

/** Materials keep their indices; only images that a base colour uses are kept. */
export function readMaterials(json: GltfJson, bytesOfView: BytesOfView, lost: LossTally): Materials {
  const read: Materials = { materials: [], images: [], uvSets: [] };
  const places = new Map<number, number | undefined>();
  const placeOf = (image: number): number | undefined => {
    if (!places.has(image)) {
      const decoded = readImage(json, image, bytesOfView);
      places.set(image, decoded && read.images.push(decoded) - 1);
      if (!decoded) lost.add('images', 1, 'Only PNG and JPEG images are read.');
    }
    return places.get(image);
  };
  for (const given of json.materials ?? []) {
    const texture = given.pbrMetallicRoughness?.baseColorTexture;
    const source = texture && json.textures![texture.index]!.source;
    const image = source === undefined ? undefined : placeOf(source);
    read.materials.push(toMaterial(given, image));
    read.uvSets.push(texture?.texCoord ?? 0);
    noteIgnored(json, given, lost);
  }
  return read;
}

function toMaterial(given: GltfMaterial, image: number | undefined): Material {
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
  if (image !== undefined) material.baseColourImage = image;
  if (emissive.some((channel) => channel > 0)) material.emissive = [emissive[0]!, emissive[1]!, emissive[2]!];
  if (material.alphaMode === 'MASK') material.alphaCutoff = given.alphaCutoff ?? 0.5;
  return material;
}

function noteIgnored(json: GltfJson, given: GltfMaterial, lost: LossTally): void {
  const { pbrMetallicRoughness: pbr = {}, normalTexture, occlusionTexture, emissiveTexture } = given;
  const others = [normalTexture, occlusionTexture, emissiveTexture, pbr.metallicRoughnessTexture];
  lost.add('textures', others.filter(Boolean).length, 'Only base colour textures are kept.');
  const base = pbr.baseColorTexture;
  if (base === undefined) return;
  const { sampler } = json.textures![base.index]!;
  const { wrapS = REPEAT, wrapT = REPEAT } = sampler === undefined ? {} : json.samplers![sampler]!;
  if (wrapS !== REPEAT || wrapT !== REPEAT) lost.add('texture wrap modes', 1, 'Textures repeat.');
}

function readImage(json: GltfJson, index: number, bytesOfView: BytesOfView): Image | undefined {
  const { uri, bufferView, name } = json.images![index]!;
  let bytes: Uint8Array;
  if (bufferView !== undefined) bytes = bytesOfView(bufferView).slice();
  else if (uri !== undefined) bytes = decodeDataUri(uri, `image ${index}`);
  else return undefined;
  const mediaType = sniff(bytes); // what the file says may be wrong or missing
  return mediaType && { mediaType, bytes, ...(name !== undefined && { name }) };
}

function sniff(bytes: Uint8Array): Image['mediaType'] | undefined {
  const begins = (...magic: number[]) => magic.every((byte, at) => bytes[at] === byte);
  if (begins(0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  return begins(0xff, 0xd8, 0xff) ? 'image/jpeg' : undefined;
}
