import type { Measures } from '../../../domain/report.ts';
import { Bounds } from '../tools/bounds.ts';

const SUMS = ['bodies', 'faces', 'triangles', 'vertices', 'area', 'volume'] as const;

/**
 * The measures of several files as those of one; a figure that one of them lacks is absent.
 * @param colours how many the files have together: one file may have the colours of another
 */
export function sumMeasures(files: readonly Measures[], colours: number): Measures {
  const [first] = files;
  const bounds = new Bounds();
  for (const file of files) if (file.bounds) bounds.merge(file.bounds);
  const sums: Partial<Record<(typeof SUMS)[number], number>> = {};
  for (const figure of SUMS) {
    if (files.every((file) => file[figure] !== undefined)) sums[figure] = total(files, figure);
  }
  return {
    format: first!.format,
    parts: total(files, 'parts'),
    ...sums,
    bounds: { min: bounds.min, max: bounds.max },
    unit: first!.unit,
    upAxis: first!.upAxis,
    colours: Math.min(colours, total(files, 'colours')),
  };
}

const total = (files: readonly Measures[], figure: (typeof SUMS)[number] | 'parts' | 'colours'): number =>
  files.reduce((sum, file) => sum + (file[figure] ?? 0), 0);
