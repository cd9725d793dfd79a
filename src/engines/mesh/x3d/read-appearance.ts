import type { LossTally } from '../gltf/loss-tally.ts';
import type { Material } from '../model.ts';
import { toLinear } from '../tools/colour.ts';
import { hasBoundary } from './boundary-modes.ts';
import { nodeOf, numberOf, type SceneNode, vectorOf } from './syntax/scene-node.ts';
import type { Textures } from './textures.ts';

/** What an Appearance says of a shape, before it is known how the shape uses it. */
export interface Look {
  /** Undefined: nothing is said. */
  material: Material | undefined;
  hasTexture: boolean;
  /** Moves texture coordinates. */
  textureTransform: SceneNode | undefined;
}

/** Colours are taken as sRGB, as authors choose them on screens; X3D names no colour space. */
export function readAppearance(appearance: SceneNode | undefined, textures: Textures, lost: LossTally): Look {
  if (appearance?.type !== 'Appearance') {
    return { material: undefined, hasTexture: false, textureTransform: undefined };
  }
  const given = nodeOf(appearance, 'material');
  const texture = textureOf(appearance, given);
  const image = texture && textures.imageOf(texture);
  const material = given === undefined && image === undefined ? undefined : newMaterial(given);
  if (material !== undefined) {
    const name = appearance.name ?? given?.name;
    if (name !== undefined) material.name = name;
    if (image !== undefined) {
      material.baseColourImage = image;
      if (!textures.isGrey(image)) material.baseColour = [1, 1, 1, material.baseColour[3]];
    }
  }
  if (texture !== undefined) noteLosses(texture, image, lost);
  if (given !== undefined && vectorOf(given, 'specularColor', [0, 0, 0]).some((value) => value > 0)) {
    lost.add('specular colours', 1, 'A material has a base colour, emission and roughness.');
  }
  return {
    material,
    hasTexture: image !== undefined,
    textureTransform: nodeOf(appearance, 'textureTransform'),
  };
}

/** An image of colours takes the place of the diffuse colour, one of greys is multiplied with it (17.2.2.3). */
function newMaterial(given: SceneNode | undefined): Material {
  if (given === undefined) return { baseColour: [1, 1, 1, 1], metallic: 0, roughness: 0.5 };
  const isPhysical = given.type === 'PhysicalMaterial';
  const isUnlit = given.type === 'UnlitMaterial';
  const field = isPhysical ? 'baseColor' : isUnlit ? 'emissiveColor' : 'diffuseColor';
  const base = linear(vectorOf(given, field, isPhysical || isUnlit ? [1, 1, 1] : [0.8, 0.8, 0.8]));
  const opacity = 1 - clamped(numberOf(given, 'transparency', 0));
  const emissive = linear(vectorOf(given, 'emissiveColor', [0, 0, 0]));
  const material: Material = {
    baseColour: [...base, opacity],
    metallic: isPhysical ? clamped(numberOf(given, 'metallic', 1)) : 0,
    roughness: isPhysical ? clamped(numberOf(given, 'roughness', 1)) : 0.5,
  };
  if (opacity < 1) material.alphaMode = 'BLEND';
  if (!isUnlit && emissive.some((value) => value > 0)) material.emissive = emissive;
  return material;
}

function textureOf(appearance: SceneNode, material: SceneNode | undefined): SceneNode | undefined {
  const texture =
    nodeOf(appearance, 'texture') ?? (material && nodeOf(material, 'diffuseTexture', 'baseTexture'));
  return texture?.type === 'MultiTexture' ? nodeOf(texture, 'texture') : texture;
}

function noteLosses(texture: SceneNode, image: number | undefined, lost: LossTally): void {
  if (image === undefined) {
    lost.add(
      'textures',
      1,
      'Only PNG and JPEG images are read, from the archive that the model came in or from within the file.',
    );
  } else if (hasBoundary(texture)) {
    lost.add('texture wrap modes', 1, 'Textures go on with their edge.');
  }
}

const clamped = (value: number): number => Math.min(1, Math.max(0, value));

const linear = (encoded: readonly number[]): [number, number, number] => {
  const [red, green, blue] = encoded.map((value) => toLinear(clamped(value)));
  return [red!, green!, blue!];
};
