import type { Loss } from '../../../domain/report.ts';
import { LossTally } from '../gltf/loss-tally.ts';
import type { Siblings } from '../mesh-source.ts';
import type { Image, Material, MeshModel } from '../model.ts';
import { readBeside } from '../read-beside.ts';
import type { OnFraction } from '../read-result.ts';
import { toLinear } from '../tools/colour.ts';
import { imageType } from '../tools/image-type.ts';
import { untold } from '../tools/shares.ts';
import { type MtlMap, type MtlMaterial, parseMtl } from './parse-mtl.ts';

const KEPT_MAPS = { map_kd: 'baseColourImage', map_ke: 'emissiveImage', norm: 'normalImage' } as const;

/**
 * Gives the materials that an OBJ file names what its libraries say of them; the others stay as they are.
 * @param libraries what stands behind each `mtllib`
 */
export async function dressMaterials(
  model: MeshModel,
  libraries: readonly string[],
  siblings: Siblings | undefined,
  onFraction: OnFraction = untold,
): Promise<Loss[]> {
  const lost = new LossTally();
  if (libraries.length === 0 || model.materials.length === 0) return [];
  if (siblings === undefined) {
    const why = 'They and their textures are in an .mtl file; a ZIP can hold it with the OBJ file.';
    return [{ what: 'material colours', count: model.materials.length, why }];
  }
  const known = new Map<string, MtlMaterial>();
  for (const library of libraries) {
    for (const material of await readLibrary(library, siblings, lost)) {
      if (!known.has(material.name)) known.set(material.name, material);
    }
  }
  const images = new ImageShelf(model.images, siblings, lost);
  let unknown = 0;
  for (const [index, material] of model.materials.entries()) {
    const given = known.get(material.name ?? '');
    if (given === undefined) unknown += 1;
    else model.materials[index] = await dressed(given, images, lost);
    onFraction((index + 1) / model.materials.length);
  }
  lost.add('material colours', unknown, 'The .mtl files of the archive do not have these materials.');
  return lost.list();
}

/** A line may name several files, and a name may have blanks. */
async function readLibrary(line: string, siblings: Siblings, lost: LossTally): Promise<MtlMaterial[]> {
  const whole = await readBeside(line, siblings);
  const names = whole === undefined ? line.split(/\s+/) : [line];
  const materials: MtlMaterial[] = [];
  for (const name of names) {
    const bytes = whole ?? (await readBeside(name, siblings));
    const parsed = bytes && parseMtl(bytes);
    if (parsed !== undefined) materials.push(...parsed);
    else lost.add('material libraries', 1, bytes ? 'They are no text.' : 'The archive does not have them.');
  }
  return materials;
}

async function dressed(given: MtlMaterial, images: ImageShelf, lost: LossTally): Promise<Material> {
  const { diffuse = [0.8, 0.8, 0.8], opacity = 1, maps, ignored } = given;
  const material: Material = {
    name: given.name,
    baseColour: [...linear(diffuse), unit(opacity)],
    metallic: unit(given.metallic ?? 0),
    roughness: unit(given.roughness ?? roughnessOf(given.shininess)),
  };
  if (opacity < 1) material.alphaMode = 'BLEND';
  if (given.emissive?.some((value) => value > 0)) material.emissive = linear(given.emissive);
  for (const [keyword, map] of maps) {
    const slot = KEPT_MAPS[keyword as keyof typeof KEPT_MAPS];
    if (slot === undefined) {
      noteIgnoredMap(keyword, map, material, maps, lost);
      continue;
    }
    const image = await images.place(map.file);
    if (image === undefined) continue;
    material[slot] = image;
    if (map.isChanged)
      lost.add(
        'texture options',
        1,
        'A texture lies as its coordinates say: -o, -s, -t, -mm and -clamp are not read.',
      );
  }
  // Exporters that have an image write black, or nothing, where a factor is meant.
  const isBlack = diffuse.every((value) => value === 0);
  if (material.baseColourImage !== undefined && (isBlack || given.diffuse === undefined))
    material.baseColour.fill(1, 0, 3);
  if (material.emissiveImage !== undefined) material.emissive ??= [1, 1, 1];
  else if (maps.has('map_ke')) delete material.emissive; // alone it would make the whole surface glow
  lost.add(
    'material properties',
    ignored.size,
    'Of a material its colour, opacity, emission, roughness and metalness are read.',
  );
  return material;
}

/** The image that colours a material often stands for its ambient light and its opacity, too. */
function noteIgnoredMap(
  keyword: string,
  { file }: MtlMap,
  material: Material,
  maps: MtlMaterial['maps'],
  lost: LossTally,
): void {
  const isSame = file === maps.get('map_kd')?.file;
  if (keyword === 'map_ka' && isSame) return;
  if (keyword === 'map_d' && isSame) material.alphaMode = 'BLEND';
  else
    lost.add('textures', 1, 'Only those of colour (map_Kd), emission (map_Ke) and normals (norm) are read.');
}

/** Blinn's exponent as the roughness of glTF, whose square is the width of reflections. */
const roughnessOf = (shininess: number | undefined): number =>
  shininess === undefined ? 0.5 : (2 / (Math.max(0, shininess) + 2)) ** 0.25;

const unit = (value: number): number => Math.min(1, Math.max(0, value));

const linear = (rgb: readonly number[]): [number, number, number] => {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => toLinear(unit(value)));
  return [red, green, blue];
};

/** Each image once, however many materials use it. */
class ImageShelf {
  private readonly images: Image[];
  private readonly siblings: Siblings;
  private readonly lost: LossTally;
  private readonly places = new Map<string, number | undefined>();

  constructor(images: Image[], siblings: Siblings, lost: LossTally) {
    this.images = images;
    this.siblings = siblings;
    this.lost = lost;
  }

  async place(file: string): Promise<number | undefined> {
    if (!this.places.has(file)) this.places.set(file, await this.read(file));
    return this.places.get(file);
  }

  private async read(file: string): Promise<number | undefined> {
    const bytes = await readBeside(file, this.siblings);
    const mediaType = bytes && imageType(bytes);
    if (mediaType !== undefined) {
      const name = file
        .split(/[\\/]/)
        .at(-1)!
        .replace(/\.[^.]*$/, '');
      return this.images.push({ ...(name !== '' && { name }), mediaType, bytes: bytes! }) - 1;
    }
    const why = bytes ? 'Only PNG and JPEG images are read.' : 'The archive does not have all of them.';
    this.lost.add('images', 1, why);
    return undefined;
  }
}
