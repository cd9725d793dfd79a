import type { ImageSlot, Material } from '../../model.ts';

/** A texture of a surface: what reads the image, and which inputs it gives which channels to. */
export interface SurfaceTexture {
  identifier: string;
  /** Index into the images of the model. */
  image: number;
  isOnSecondUvs: boolean;
  colourSpace: 'sRGB' | 'raw';
  scale: readonly number[];
  bias: readonly number[];
  /** Input of the surface, with its type → channel. */
  outputs: Readonly<Record<string, string>>;
}

const ONES = [1, 1, 1, 1];
const ZEROS = [0, 0, 0, 0];

/** The textures of a material, with the numbers that they are multiplied with. */
export function texturesOf(material: Material): SurfaceTexture[] {
  const textures: SurfaceTexture[] = [];
  const add = (identifier: string, slot: ImageSlot, more: Partial<SurfaceTexture>): void => {
    const plain = { colourSpace: 'raw', scale: ONES, bias: ZEROS, outputs: {} } as const;
    const isOnSecondUvs = material.onSecondUvs?.includes(slot) === true;
    textures.push({ ...plain, ...more, identifier, image: material[slot]!, isOnSecondUvs });
  };
  if (material.baseColourImage !== undefined) {
    const outputs = { 'color3f inputs:diffuseColor': 'rgb' };
    const opacity = isOpaque(material) ? {} : { 'float inputs:opacity': 'a' };
    add('BaseColor', 'baseColourImage', {
      colourSpace: 'sRGB',
      scale: material.baseColour,
      outputs: { ...outputs, ...opacity },
    });
  }
  if (material.metallicRoughnessImage !== undefined) {
    add('MetallicRoughness', 'metallicRoughnessImage', {
      scale: [1, material.roughness, material.metallic, 1],
      outputs: { 'float inputs:metallic': 'b', 'float inputs:roughness': 'g' },
    });
  }
  if (material.normalImage !== undefined) {
    const { normalScale = 1 } = material;
    add('Normal', 'normalImage', {
      scale: [2 * normalScale, 2 * normalScale, 2, 1],
      bias: [-normalScale, -normalScale, -1, 0],
      outputs: { 'normal3f inputs:normal': 'rgb' },
    });
  }
  if (material.occlusionImage !== undefined) {
    const { occlusionStrength: strength = 1 } = material;
    add('Occlusion', 'occlusionImage', {
      scale: [strength, 1, 1, 1],
      bias: [1 - strength, 0, 0, 0],
      outputs: { 'float inputs:occlusion': 'r' },
    });
  }
  if (material.emissiveImage !== undefined) {
    add('Emissive', 'emissiveImage', {
      colourSpace: 'sRGB',
      scale: [...emissionOf(material), 1],
      outputs: { 'color3f inputs:emissiveColor': 'rgb' },
    });
  }
  return textures;
}

export const isOpaque = (material: Material): boolean => alphaModeOf(material) === 'OPAQUE';

/** A source that knows only a transparent colour and no mode means what it shows. */
export const alphaModeOf = ({ alphaMode, baseColour }: Material) =>
  alphaMode ?? (baseColour[3] < 1 ? 'BLEND' : 'OPAQUE');

export const emissionOf = ({ emissive = [0, 0, 0], emissiveStrength = 1 }: Material): number[] =>
  emissive.map((channel) => channel * emissiveStrength);
