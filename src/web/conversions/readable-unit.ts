import type { Bounds } from '../api/resource.ts';

/** glTF is in metres, whatever its size: what is smaller than one is easier to read in millimetres. */
export function readable(unit: string, bounds: Bounds | undefined): { unit: string; factor: number } {
  const longest = Math.max(0, ...(bounds?.max.map((end, axis) => end - (bounds.min[axis] ?? 0)) ?? []));
  return unit === 'm' && longest > 0 && longest < 1 ? { unit: 'mm', factor: 1000 } : { unit, factor: 1 };
}
