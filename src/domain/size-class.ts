import type { Conversion } from './conversion.ts';
import { FORMAT_IDS, FORMATS, type FormatId } from './formats.ts';

/** Small conversions take about a second, and have a place of their own: they never wait behind large ones. */
export const SIZE_CLASSES = ['small', 'large'] as const;
export type SizeClass = (typeof SIZE_CLASSES)[number];

const KIB = 1024;
/** Measured on two cores: what is converted in about a second. Surfaces cost far more for each byte than triangles. */
const LARGEST_SMALL_FILE = { brep: 256 * KIB, mesh: 8 * KIB * KIB };

export function sizeClassOf({
  sourceFormat,
  original,
}: Pick<Conversion, 'sourceFormat' | 'original'>): SizeClass {
  return original.sizeBytes <= largestSmallFile(sourceFormat) ? 'small' : 'large';
}

/** Read by other people's libraries in WebAssembly, which take several times as long. */
const SLOW_FORMATS: Partial<Record<FormatId, number>> = {
  dae: 2 * KIB * KIB,
  fbx: 2 * KIB * KIB,
  ifc: 2 * KIB * KIB,
};

/** What a declared program takes for its formats, nobody knows: none of them is small. */
function largestSmallFile(format: FormatId): number {
  if (!FORMAT_IDS.includes(format)) return -1;
  return SLOW_FORMATS[format] ?? LARGEST_SMALL_FILE[FORMATS[format].family];
}
