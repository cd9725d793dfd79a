import type { Image, ImageSlot, Material, MeshModel, Primitive } from '../model.ts';
import type { BufferLayout } from './buffer-layout.ts';
import type { GltfJson, GltfMaterial, GltfTextureInfo } from './gltf-json.ts';
import { type GltfSampler, samplerOf } from './sampler-wrap.ts';

/** Writes only the materials and images that are used, each once. */
export class MaterialWriter {
  readonly materials: GltfMaterial[] = [];
  readonly #model: Pick<MeshModel, 'materials' | 'images'>;
  readonly #layout: BufferLayout;
  readonly #places = new Map<string, number>();
  /** Each bytes once, though several images may have them. */
  readonly #sources: { image: Image; blob: number }[] = [];
  readonly #textures: { image: Image; source: number; sampler: number | undefined }[] = [];
  readonly #samplers: GltfSampler[] = [];

  constructor(model: Pick<MeshModel, 'materials' | 'images'>, layout: BufferLayout) {
    this.#model = model;
    this.#layout = layout;
  }

  /**
   * The index of the written material.
   * @param shown what it is of: without texture coordinates a material must not have a texture
   */
  place(material: number, shown: Pick<Primitive, 'uvs' | 'secondUvs'>): number {
    const written = this.#write(this.#model.materials[material]!, shown);
    const key = JSON.stringify(written);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const index = this.materials.push(written) - 1;
    this.#places.set(key, index);
    return index;
  }

  /** @param blobViews the buffer view of each blob, as the finished layout says */
  images(blobViews: readonly number[]): Pick<GltfJson, 'images' | 'textures' | 'samplers'> {
    if (this.#sources.length === 0) return {};
    return {
      images: this.#sources.map(({ image: { name, mediaType }, blob }) => ({
        ...(name !== undefined && { name }),
        mimeType: mediaType,
        bufferView: blobViews[blob]!,
      })),
      textures: this.#textures.map(({ source, sampler }) => ({
        source,
        ...(sampler !== undefined && { sampler }),
      })),
      ...(this.#samplers.length > 0 && { samplers: this.#samplers }),
    };
  }

  #write(material: Material, { uvs, secondUvs }: Pick<Primitive, 'uvs' | 'secondUvs'>): GltfMaterial {
    const { name, baseColour, metallic, roughness, emissive, doubleSided } = material;
    // A source that knows only a transparent colour and no mode means what it shows.
    const alphaMode = material.alphaMode ?? (baseColour[3] < 1 ? 'BLEND' : 'OPAQUE');
    const texture = (slot: ImageSlot): GltfTextureInfo | undefined => {
      const isOnSecond = material.onSecondUvs?.includes(slot) === true;
      const placed = (isOnSecond ? secondUvs : uvs) && this.#placeImage(material[slot]);
      return placed && isOnSecond ? { ...placed, texCoord: 1 } : placed;
    };
    const baseColorTexture = texture('baseColourImage');
    const metallicRoughnessTexture = texture('metallicRoughnessImage');
    const normalTexture = texture('normalImage');
    const occlusionTexture = texture('occlusionImage');
    const emissiveTexture = texture('emissiveImage');
    const { normalScale, occlusionStrength } = material;
    const extensions = extensionsOf(material);
    return {
      ...(name !== undefined && { name }),
      pbrMetallicRoughness: {
        baseColorFactor: baseColour.map(unit),
        ...(baseColorTexture && { baseColorTexture }),
        metallicFactor: unit(metallic),
        roughnessFactor: unit(roughness),
        ...(metallicRoughnessTexture && { metallicRoughnessTexture }),
      },
      ...(normalTexture && {
        normalTexture: { ...normalTexture, ...(normalScale !== undefined && { scale: normalScale }) },
      }),
      ...(occlusionTexture && {
        occlusionTexture: {
          ...occlusionTexture,
          ...(occlusionStrength !== undefined && { strength: unit(occlusionStrength) }),
        },
      }),
      ...(emissiveTexture && { emissiveTexture }),
      ...(emissive && { emissiveFactor: emissive.map(unit) }),
      ...(alphaMode !== 'OPAQUE' && { alphaMode }),
      ...(alphaMode === 'MASK' && { alphaCutoff: Math.max(0, material.alphaCutoff ?? 0.5) }),
      ...(doubleSided && { doubleSided }),
      ...(Object.keys(extensions).length > 0 && { extensions }),
    };
  }

  #placeImage(index: number | undefined): GltfTextureInfo | undefined {
    if (index === undefined) return undefined;
    const image = this.#model.images[index]!;
    const known = this.#textures.findIndex((written) => written.image === image);
    if (known >= 0) return { index: known };
    const source = this.#placeSource(image);
    const sampler = image.wrap && this.#placeSampler(samplerOf(image.wrap));
    return { index: this.#textures.push({ image, source, sampler }) - 1 };
  }

  #placeSource(image: Image): number {
    const known = this.#sources.findIndex(
      (written) => written.image.bytes === image.bytes && written.image.name === image.name,
    );
    return known >= 0 ? known : this.#sources.push({ image, blob: this.#layout.addBlob(image.bytes) }) - 1;
  }

  #placeSampler(sampler: GltfSampler): number {
    const known = this.#samplers.findIndex(
      ({ wrapS, wrapT }) => wrapS === sampler.wrapS && wrapT === sampler.wrapT,
    );
    return known >= 0 ? known : this.#samplers.push(sampler) - 1;
  }
}

/** What is not lit has no other extension, as a validator says. */
function extensionsOf({ unlit, emissiveStrength }: Material): Record<string, unknown> {
  if (unlit) return { KHR_materials_unlit: {} };
  if (emissiveStrength === undefined) return {};
  return { KHR_materials_emissive_strength: { emissiveStrength: Math.max(0, emissiveStrength) } };
}

/** The names of the extensions that the materials use, sorted. */
export const extensionsOfMaterials = (materials: readonly GltfMaterial[]): string[] =>
  [...new Set(materials.flatMap(({ extensions = {} }) => Object.keys(extensions)))].toSorted();

const unit = (value: number): number => Math.min(1, Math.max(0, value));
