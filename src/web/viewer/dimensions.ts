export interface Bounds {
  min: readonly number[];
  max: readonly number[];
}

/** Width, depth, height. */
export type Extents = [number, number, number];

export interface Dimensions {
  extents: Extents;
  /** Empty where the file does not say in which unit it is. */
  unit: string;
}

/** The units of reports. */
const METRES_PER_UNIT: Readonly<Record<string, number>> = {
  um: 1e-6,
  mm: 1e-3,
  cm: 1e-2,
  m: 1,
  km: 1e3,
  in: 0.0254,
  ft: 0.3048,
};
const SYMBOLS: Readonly<Record<string, string>> = { um: 'µm' };

/**
 * How large a model is, in the unit of its file. A GLB says which way is up and may be rounded; the bounds of the
 * file are exact and may be Z up: they are put into the order whose proportions are those of the GLB.
 * @param shown extents of the GLB in metres: along X, Z and Y
 */
export function dimensionsOf(
  shown: Extents,
  unit: string | undefined,
  bounds?: Bounds | undefined,
): Dimensions {
  const metres = METRES_PER_UNIT[unit ?? ''];
  if (bounds === undefined || unit === undefined) {
    return { extents: scaled(shown, 1 / (metres ?? 1)), unit: metres === undefined ? 'm' : unit! };
  }
  const [x, y, z] = [0, 1, 2].map((axis) => bounds.max[axis]! - bounds.min[axis]!) as Extents;
  const zUp: Extents = [x, y, z];
  const yUp: Extents = [x, z, y];
  const extents = unlike(zUp, shown) < unlike(yUp, shown) ? zUp : yUp;
  return { extents, unit: metres === undefined ? '' : unit };
}

/** "120 × 80.5 × 42 mm" */
export function formatDimensions({ extents, unit }: Dimensions, locale: string): string {
  const format = new Intl.NumberFormat(locale, {
    maximumFractionDigits: 2,
    maximumSignificantDigits: 4,
    roundingPriority: 'morePrecision',
  });
  const numbers = extents.map((extent) => format.format(extent)).join(' × ');
  return `${numbers} ${SYMBOLS[unit] ?? unit}`.trimEnd();
}

const scaled = (extents: Extents, factor: number): Extents =>
  extents.map((extent) => extent * factor) as Extents;

/** How far two shapes of any size are from the same proportions. */
function unlike(left: Extents, right: Extents): number {
  const [a, b] = [left, right].map((extents) => scaled(extents, 1 / (Math.max(...extents) || 1)));
  return a!.reduce((sum, extent, axis) => sum + Math.abs(extent - b![axis]!), 0);
}
