import type { LossTally } from '../gltf/loss-tally.ts';
import type { Siblings } from '../mesh-source.ts';
import type { Image, Material } from '../model.ts';
import { toLinear } from '../tools/colour.ts';
import type { RhinoAttributes, RhinoColour, RhinoFile, RhinoLayer, RhinoMaterial } from './load-rhino.ts';

const OF_LAYER = 0;
const OF_OBJECT = 1;

/** The material or, where there is none, the display colour of each object as a material. */
export function rhinoMaterials(
  file: RhinoFile,
  layers: readonly RhinoLayer[],
  siblings: Siblings | undefined,
  lost: LossTally,
) {
  const materials: Material[] = [];
  const images: Image[] = [];
  const known = new Map<string, number>();
  const table = file.materials();

  const add = (key: string, make: () => Material): number => {
    let index = known.get(key);
    if (index === undefined) {
      index = materials.push(make()) - 1;
      known.set(key, index);
    }
    return index;
  };

  const fromTable = async (index: number): Promise<number> => {
    const key = `material ${index}`;
    if (known.has(key)) return known.get(key)!;
    const given = table.get(index);
    const material = toMaterial(given);
    const fileName = given.getBitmapTexture()?.fileName;
    if (fileName) {
      const image = await readImage(fileName, file, siblings, lost);
      if (image !== undefined) {
        material.baseColourImage = images.push(image) - 1;
        material.baseColour.fill(1, 0, 3); // a bitmap takes the place of the colour
      }
    }
    return add(key, () => material);
  };

  return {
    materials,
    images,
    async of(attributes: RhinoAttributes): Promise<number | undefined> {
      const layer = layers[attributes.layerIndex];
      const source = attributes.materialSource.value;
      const index =
        source === OF_OBJECT
          ? attributes.materialIndex
          : source === OF_LAYER
            ? layer?.renderMaterialIndex
            : -1;
      if (index !== undefined && index >= 0 && index < table.count) return fromTable(index);
      const ofObject = attributes.colorSource.value === OF_OBJECT;
      const colour = ofObject ? attributes.objectColor : layer?.color;
      // Black is what a new layer has; Rhino shades it grey.
      if (colour === undefined || (!ofObject && isBlack(colour))) return undefined;
      return add(`colour ${colour.r} ${colour.g} ${colour.b}`, () => ({
        baseColour: linear(colour),
        metallic: 0,
        roughness: 0.5,
      }));
    },
  };
}

function toMaterial(given: RhinoMaterial): Material {
  const pbr = given.physicallyBased();
  const isPbr = pbr?.supported === true;
  const opacity = isPbr ? pbr.opacity : 1 - given.transparency;
  const base = isPbr ? unitColour(pbr.baseColor) : linear(given.diffuseColor);
  const emissive = linear(given.emissionColor);
  return {
    ...(given.name && { name: given.name }),
    baseColour: [base[0], base[1], base[2], share(opacity)],
    metallic: isPbr ? share(pbr.metallic) : 0,
    roughness: isPbr ? share(pbr.roughness) : 0.5,
    ...(opacity < 1 && { alphaMode: 'BLEND' as const }),
    ...(!isBlack(given.emissionColor) && { emissive: [emissive[0], emissive[1], emissive[2]] }),
  };
}

const share = (value: number): number => (value >= 0 ? Math.min(1, value) : 0);

/** Bytes, encoded for screens. Rhino's alpha says transparency in other ways. */
const linear = ({ r, g, b }: RhinoColour): [number, number, number, number] => [
  toLinear(r / 255),
  toLinear(g / 255),
  toLinear(b / 255),
  1,
];

/** 0–1, encoded for screens. */
const unitColour = ({ r, g, b }: RhinoColour): [number, number, number, number] => [
  toLinear(share(r)),
  toLinear(share(g)),
  toLinear(share(b)),
  1,
];

const isBlack = ({ r, g, b }: RhinoColour): boolean => r === 0 && g === 0 && b === 0;

/** Out of the file itself, or from beside it by the last part of its path. */
async function readImage(
  path: string,
  file: RhinoFile,
  siblings: Siblings | undefined,
  lost: LossTally,
): Promise<Image | undefined> {
  const last = path.split(/[\\/]/).at(-1)!;
  const embedded = file.embeddedFilePaths().includes(path) ? file.getEmbeddedFileAsBase64(path) : null;
  const bytes = embedded ? Buffer.from(embedded, 'base64') : await siblings?.read(last);
  if (bytes === undefined) {
    lost.add('textures', 1, 'Their image files were not uploaded with the model; a ZIP can hold them.');
    return undefined;
  }
  const begins = (...magic: number[]) => magic.every((byte, at) => bytes[at] === byte);
  if (begins(0x89, 0x50, 0x4e, 0x47)) return { mediaType: 'image/png', bytes, name: last };
  if (begins(0xff, 0xd8, 0xff)) return { mediaType: 'image/jpeg', bytes, name: last };
  lost.add('textures', 1, 'Only PNG and JPEG images are read.');
  return undefined;
}
