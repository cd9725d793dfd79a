import type { Material, MeshModel, Primitive } from '../model.ts';

/** What a material has where its file names it but says nothing about its colour: a light grey, linear. */
export const UNKNOWN_COLOUR: readonly [number, number, number, number] = [0.6, 0.6, 0.6, 1];

/** Of the sRGB transfer function (IEC 61966-2-1), 0–1 in and out. */
export const toLinear = (encoded: number): number =>
  encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;

export const toEncoded = (linear: number): number =>
  linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;

/** For each 8-bit value its linear one. */
export const LINEAR_OF_BYTE = Float32Array.from({ length: 256 }, (_, byte) => toLinear(byte / 255));

const BYTE_STEPS = 4095;
const COARSE_BYTES = Uint8Array.from({ length: BYTE_STEPS + 1 }, (_, step) =>
  Math.round(toEncoded(step / BYTE_STEPS) * 255),
);

/** The nearest 8-bit sRGB value of a linear one; values outside of 0–1 are cut off. */
export function byteOfLinear(linear: number): number {
  if (!(linear > 0)) return 0;
  if (linear >= 1) return 255;
  const step = linear * BYTE_STEPS;
  const low = COARSE_BYTES[Math.floor(step)]!;
  return low === COARSE_BYTES[Math.ceil(step)] ? low : Math.round(toEncoded(linear) * 255);
}

export const byteOfUnit = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 255);

/** #rrggbb, or #rrggbbaa where it is not opaque, of linear r, g, b, a. */
export function hexOfLinear([red, green, blue, alpha]: Material['baseColour']): string {
  const bytes = [byteOfLinear(red), byteOfLinear(green), byteOfLinear(blue)];
  if (alpha < 1) bytes.push(byteOfUnit(alpha));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

export const isUnknownColour = ({ baseColour }: Material): boolean =>
  UNKNOWN_COLOUR.every((value, index) => value === baseColour[index]);

/** Those of glTF's own default, and those that are given to materials of formats without any. */
const PLAIN_FINISHES: readonly (readonly [metallic: number, roughness: number])[] = [
  [1, 1],
  [0, 0.5],
];

/** False where a material is a colour and no more. */
export const saysFinish = ({ metallic, roughness, emissive, alphaMode }: Material): boolean =>
  !PLAIN_FINISHES.some((plain) => plain[0] === metallic && plain[1] === roughness) ||
  emissive?.some((value) => value > 0) === true ||
  (alphaMode !== undefined && alphaMode !== 'OPAQUE');

/** White is what a texture or nothing at all is multiplied with: it says no more than an unknown colour. */
export const saysColour = (material: Material): boolean =>
  !isUnknownColour(material) && material.baseColour.some((value) => value !== 1);

/** True where writing a colour for each vertex would keep something. */
export const hasColours = (model: MeshModel): boolean =>
  model.meshes.some(({ primitives }) =>
    primitives.some(
      ({ colours, material }) =>
        colours !== undefined || (material !== undefined && saysColour(model.materials[material]!)),
    ),
  );

/** Vertex colour times the colour of the material, as glTF defines it: linear r, g, b, a of each vertex. */
export function effectiveColours(primitive: Primitive, materials: readonly Material[]): Float32Array {
  const factor = primitive.material === undefined ? undefined : materials[primitive.material]!.baseColour;
  const [red, green, blue, alpha] = factor ?? [1, 1, 1, 1];
  const length = (primitive.positions.length / 3) * 4;
  const { colours } = primitive;
  if (colours !== undefined && red === 1 && green === 1 && blue === 1 && alpha === 1) return colours;
  const product = new Float32Array(length);
  for (let at = 0; at < length; at += 4) {
    product[at] = red * (colours?.[at] ?? 1);
    product[at + 1] = green * (colours?.[at + 1] ?? 1);
    product[at + 2] = blue * (colours?.[at + 2] ?? 1);
    product[at + 3] = alpha * (colours?.[at + 3] ?? 1);
  }
  return product;
}
