import { Problem } from '../../../domain/problem.ts';
import type { LossTally } from '../gltf/loss-tally.ts';
import type { Image, Material } from '../model.ts';
import { wrapping } from '../tools/wrapping.ts';
import { type ModelPart, type PropertyGroup, sizeOf, type Texture } from './model-part.ts';

/** How the triangles of one property look. */
export interface Surface {
  /** Index into the materials. */
  material?: number;
  /** What each corner has of its own, by the index of its property. */
  corners?: { kind: 'colours' | 'uvs'; values: Float32Array; indexOf(property: number): number };
}

/** Materials and images that triangles use, made when they are asked for. */
export interface Surfaces {
  readonly materials: Material[];
  readonly images: Image[];
  /**
   * A property that is not there, which some programs write, gives the first of its group or none.
   * @param sharesOne every corner of the triangles has this property
   */
  surfaceOf(part: ModelPart, group: number, index: number, sharesOne: boolean): Surface;
  /** Whether triangles of this group look alike only where they have the same index. */
  differsByIndex(part: ModelPart, group: number): boolean;
  /** How many references led to nothing. */
  astray(): number;
}

/** @param imageOf gives the image at a path of the package, undefined where there is none that can be read */
export function createSurfaces(imageOf: (path: string) => Image | undefined, lost: LossTally): Surfaces {
  const materials: Material[] = [];
  const images: Image[] = [];
  const places = new Map<string, number>();
  let astray = 0;

  const within =
    (group: PropertyGroup) =>
    (property: number): number => {
      if (property < sizeOf(group)) return property;
      astray += 1;
      return 0;
    };

  const materialAt = (key: string, make: () => Material): number => {
    let place = places.get(key);
    if (place === undefined) {
      place = materials.push(make()) - 1;
      places.set(key, place);
    }
    return place;
  };

  const imageAt = ({ path, u, v }: Texture): number | undefined => {
    const key = `image ${u} ${v} ${path}`;
    const known = places.get(key);
    if (known !== undefined) return known < 0 ? undefined : known;
    const image = imageOf(path);
    const wrap = wrapping(u, v);
    const place = image === undefined ? -1 : images.push({ ...image, ...(wrap && { wrap }) }) - 1;
    places.set(key, place);
    if (place >= 0) return place;
    lost.add('textures', 1, 'The package does not hold them as PNG or JPEG.');
    return undefined;
  };

  const textured = (part: ModelPart, id: number): number => {
    const texture = part.textures.get(id);
    if (texture === undefined) astray += 1;
    return materialAt(`${part.name} texture ${id}`, () => {
      const image = texture && imageAt(texture);
      if (texture?.isBounded) lost.add('texture wrap modes', 1, 'Textures go on with their edge.');
      return { ...plain([1, 1, 1, 1]), ...(image !== undefined && { baseColourImage: image }) };
    });
  };

  const surfaceOf: Surfaces['surfaceOf'] = (part, id, given, sharesOne) => {
    const group = part.properties.get(id);
    if (group === undefined || sizeOf(group) === 0) {
      astray += 1;
      return {};
    }
    const index = within(group)(given);
    switch (group.kind) {
      case 'base': {
        const name = group.names[index];
        const make = (): Material => ({
          ...(name !== undefined && { name }),
          ...plain(colourAt(group.colours, index)),
        });
        return { material: materialAt(`${part.name} ${id} ${index}`, make) };
      }
      case 'colours': {
        if (sharesOne) {
          const make = (): Material => plain(colourAt(group.colours, index));
          return { material: materialAt(`${part.name} ${id} ${index}`, make) };
        }
        const values = group.colours.view();
        return { corners: { kind: 'colours', values, indexOf: within(group) } };
      }
      case 'coordinates': {
        const values = group.coordinates.view();
        return {
          material: textured(part, group.texture),
          corners: { kind: 'uvs', values, indexOf: within(group) },
        };
      }
      case 'layers': {
        const layer = topLayer(part, group.layers);
        lost.add(
          'property layers',
          group.layers.length - 1,
          'One of the layers that cover a triangle is kept.',
        );
        const rowOf = within(group);
        const below = (property: number): number =>
          group.rows.view()[rowOf(property) * group.layers.length + layer]!;
        if (part.properties.get(group.layers[layer]!)?.kind === 'layers') return {}; // not allowed, and maybe without an end
        const surface = surfaceOf(part, group.layers[layer]!, below(index), sharesOne);
        if (surface.corners === undefined) return surface;
        const { corners } = surface;
        return {
          ...surface,
          corners: { ...corners, indexOf: (property) => corners.indexOf(below(property)) },
        };
      }
    }
  };

  return {
    materials,
    images,
    surfaceOf,
    differsByIndex(part, id) {
      const group = part.properties.get(id);
      if (group?.kind !== 'layers') return group?.kind === 'base';
      return part.properties.get(group.layers[topLayer(part, group.layers)]!)?.kind === 'base';
    },
    astray: () => astray,
  };
}

/** A texture says most about a surface, a colour more than a material. */
function topLayer(part: ModelPart, layers: readonly number[]): number {
  const kinds = layers.map((id) => part.properties.get(id)?.kind);
  const texture = kinds.lastIndexOf('coordinates');
  return texture >= 0 ? texture : Math.max(0, kinds.lastIndexOf('colours'));
}

function plain(baseColour: Material['baseColour']): Material {
  const material: Material = { baseColour, metallic: 0, roughness: 0.5 };
  if (baseColour[3] < 1) material.alphaMode = 'BLEND';
  return material;
}

function colourAt(colours: { view(): Float32Array }, index: number): Material['baseColour'] {
  const [r, g, b, a] = colours.view().subarray(index * 4, index * 4 + 4);
  return [r!, g!, b!, a!];
}

export const missing = (what: string): Problem =>
  new Problem('input_malformed', {
    detail: `The 3MF refers to ${what}, which it does not hold. Export it again.`,
  });
