import type { Conversion } from './conversion.ts';
import { FORMATS } from './formats.ts';

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
  return original.sizeBytes <= LARGEST_SMALL_FILE[FORMATS[sourceFormat].family] ? 'small' : 'large';
}
