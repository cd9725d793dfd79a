import type { Image, Material, MeshModel, Primitive } from '../model.ts';
import { decodeJpeg } from '../textures/jpeg.ts';
import type { Pixels } from '../textures/pixels.ts';
import { decodePng } from '../textures/png.ts';
import { isUnknownColour, LINEAR_OF_BYTE } from '../tools/colour.ts';

/** How the triangles of a primitive look, without light. Colours are linear. */
export interface Surface {
  colour: readonly [number, number, number, number];
  /** Multiplied with `colour`. */
  texture?: Pixels;
  emissive?: readonly [number, number, number];
  unlit: boolean;
  /** What has less alpha is not there. */
  cutoff?: number;
  /** Alpha is how much of it is there. */
  blends: boolean;
}

/** Of what has no colour: steel in a north room. */
const BARE: Surface['colour'] = [0.36, 0.43, 0.52, 1];
const WHITE: Surface['colour'] = [1, 1, 1, 1];

/** One for each material, and a last one for what has none. */
export async function surfacesOf({ materials, images }: MeshModel): Promise<Surface[]> {
  const decoded = new Map<number, Promise<Pixels | undefined>>();
  const pixelsOf = (index: number | undefined): Promise<Pixels | undefined> | undefined => {
    if (index === undefined) return undefined;
    const known = decoded.get(index) ?? decode(images[index]!);
    decoded.set(index, known);
    return known;
  };
  const surfaces = materials.map(async (material): Promise<Surface> => {
    const texture = await pixelsOf(material.baseColourImage);
    const isBare = texture === undefined && isUnknownColour(material);
    return {
      colour: isBare ? BARE : material.baseColour,
      ...(texture && { texture }),
      ...(material.emissive && { emissive: emissiveOf(material) }),
      unlit: material.unlit === true,
      ...(material.alphaMode === 'MASK' ? { cutoff: material.alphaCutoff ?? 0.5 } : {}),
      blends: material.alphaMode === 'BLEND',
    };
  });
  return [...(await Promise.all(surfaces)), { colour: BARE, unlit: false, blends: false }];
}

/** Vertex colours take the place of what has no colour. */
export function surfaceOf(primitive: Primitive, surfaces: readonly Surface[]): Surface {
  const surface = surfaces[primitive.material ?? surfaces.length - 1]!;
  return surface.colour === BARE && primitive.colours ? { ...surface, colour: WHITE } : surface;
}

function emissiveOf({ emissive = [0, 0, 0], emissiveStrength = 1, emissiveImage }: Material): Vector3 {
  // What shines in places is not shown as shining everywhere.
  const strength = emissiveImage === undefined ? emissiveStrength : 0;
  return [emissive[0] * strength, emissive[1] * strength, emissive[2] * strength];
}

type Vector3 = [number, number, number];

/** Undefined where it cannot be decoded: the model is shown without it. */
async function decode({ mediaType, bytes }: Image): Promise<Pixels | undefined> {
  try {
    return mediaType === 'image/png' ? decodePng(bytes) : await decodeJpeg(bytes);
  } catch {
    return undefined;
  }
}

/** Into `texel`: the linear r, g, b and the alpha at u, v, where images are repeated. */
export function sample(
  { width, height, channels, samples }: Pixels,
  u: number,
  v: number,
  texel: Float64Array,
): void {
  const column = Math.min(width - 1, Math.floor((u - Math.floor(u)) * width));
  const row = Math.min(height - 1, Math.floor((v - Math.floor(v)) * height));
  const at = (row * width + column) * channels;
  const shift = samples instanceof Uint16Array ? 8 : 0;
  const isGrey = channels < 3;
  for (let channel = 0; channel < 3; channel += 1)
    texel[channel] = LINEAR_OF_BYTE[samples[at + (isGrey ? 0 : channel)]! >> shift]!;
  texel[3] = channels % 2 === 0 ? (samples[at + channels - 1]! >> shift) / 255 : 1;
}
