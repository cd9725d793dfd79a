import type { FormatId } from './formats.ts';

/** Lengths are in `unit`, areas in its square, volumes in its cube. A figure that a format cannot have is absent. */
export interface Measures {
  format: FormatId;
  /** Named pieces of the model: products, nodes with geometry, groups. */
  parts: number;
  /** Closed bodies: solids of a B-rep, closed connected components of a mesh. */
  bodies?: number;
  /** B-rep faces. */
  faces?: number;
  triangles?: number;
  vertices?: number;
  bounds?: { min: [number, number, number]; max: [number, number, number] };
  unit: LengthUnit | 'unknown';
  upAxis: UpAxis;
  area?: number;
  /** Only where every body is closed. */
  volume?: number;
  /** Distinct colours. */
  colours: number;
}

export const LENGTH_UNITS = ['um', 'mm', 'cm', 'm', 'km', 'in', 'ft'] as const;
export type LengthUnit = (typeof LENGTH_UNITS)[number];

export const METRES_PER_UNIT: Readonly<Record<LengthUnit, number>> = {
  um: 1e-6,
  mm: 1e-3,
  cm: 1e-2,
  m: 1,
  km: 1e3,
  in: 0.0254,
  ft: 0.3048,
};

/** The same bounds in other numbers. */
export function mapBounds(
  { min, max }: NonNullable<Measures['bounds']>,
  change: (value: number) => number,
): NonNullable<Measures['bounds']> {
  const mapped = ([x, y, z]: [number, number, number]): [number, number, number] => [
    change(x),
    change(y),
    change(z),
  ];
  return { min: mapped(min), max: mapped(max) };
}

export type UpAxis = 'y' | 'z';

export interface Loss {
  /** What did not survive, as a plural noun: `vertex normals`, `names`, `colours`, `assembly nodes`. */
  what: string;
  count: number;
  /** One sentence: why. */
  why: string;
}

export interface Report {
  source: Measures;
  /** Measured on the written file by reading it back. */
  target: Measures;
  /** Sentences about what was assumed (unit, up-axis) or repaired. */
  warnings: string[];
  lost: Loss[];
  engine: { name: string; version: string };
  /** Triangles of the whole model, before anything was left out or simplified; absent where it has none on its way. */
  wholeTriangles?: number;
  /** Milliseconds spent in each step of the engine; `verifying` is the reading back. `previewing` is the worker's. */
  timingsMs: Partial<Record<EngineStage | 'verifying' | 'previewing', number>>;
}

/**
 * What an engine does, in order; reading the result back belongs to `writing`.
 * The other stages of a conversion (queued, previewing, storing, done) are the worker's.
 */
export const ENGINE_STAGES = ['validating', 'reading', 'converting', 'writing'] as const;
export type EngineStage = (typeof ENGINE_STAGES)[number];
