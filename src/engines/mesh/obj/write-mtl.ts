import type { Image, Material } from '../model.ts';
import { partName } from '../part-names.ts';
import { toEncoded } from '../tools/colour.ts';

export const TEXTURE_FOLDER = 'textures';
/** Byte colours come back from so many decimals as they were. */
const COLOUR_STEPS = 1e6;

/** A different file name for each image: its own, as far as any program and system can read it. */
export function textureNames(images: readonly Image[]): string[] {
  const taken = new Set<string>();
  return images.map(({ name, mediaType }, index) => {
    const plain = partName(name ?? '')
      .replace(/[^\p{L}\p{N}_-]+/gu, '_')
      .slice(0, 60);
    const stem = /[\p{L}\p{N}]/u.test(plain) ? plain : `texture_${index + 1}`;
    const extension = mediaType === 'image/png' ? '.png' : '.jpg';
    let different = stem;
    for (let number = 2; taken.has(different.toLowerCase()); number += 1) different = `${stem}_${number}`;
    taken.add(different.toLowerCase());
    return `${TEXTURE_FOLDER}/${different}${extension}`;
  });
}

/**
 * One material of a library. Colours are encoded for screens, as programs read them; roughness and metalness stand as
 * `Pr` and `Pm`, which programs of physically based rendering read, and the first as an exponent for the others.
 * @param textures the file of each image
 */
export function mtlOf(material: Material, name: string, textures: readonly string[]): string {
  const { baseColour, metallic, roughness, emissive, emissiveStrength = 1 } = material;
  const [red, green, blue, alpha] = baseColour;
  const lines = [
    `newmtl ${name}`,
    `Kd ${encoded([red, green, blue])}`,
    ...(emissive ? [`Ke ${encoded(emissive.map((value) => value * emissiveStrength))}`] : []),
    `Ns ${shortened(exponentOf(roughness))}`,
    `Pr ${shortened(roughness)}`,
    `Pm ${shortened(metallic)}`,
    `d ${shortened(alpha)}`,
    'illum 2',
  ];
  const maps = [
    ['map_Kd', material.baseColourImage],
    ['map_Ke', material.emissiveImage],
    ['norm', material.normalImage],
  ] as const;
  for (const [statement, image] of maps)
    if (image !== undefined) lines.push(`${statement} ${textures[image]!}`);
  return `${lines.join('\n')}\n`;
}

/** The images that a library has a place for. */
export const imagesOfMtl = ({ baseColourImage, emissiveImage, normalImage }: Material): number[] =>
  [baseColourImage, emissiveImage, normalImage].filter((image) => image !== undefined);

const unit = (value: number): number => Math.min(1, Math.max(0, value));
const shortened = (value: number): number => Math.round(value * COLOUR_STEPS) / COLOUR_STEPS;
const encoded = (rgb: readonly number[]): string =>
  rgb.map((value) => shortened(toEncoded(unit(value)))).join(' ');

/** The inverse of what mtl-materials.ts makes of `Ns`. */
const exponentOf = (roughness: number): number =>
  roughness <= 0 ? 1000 : Math.min(1000, Math.max(0, 2 / roughness ** 4 - 2));
