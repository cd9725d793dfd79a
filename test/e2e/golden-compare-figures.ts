import type { Test } from 'tap';
import { FORMATS, type FormatId } from '../../src/domain/formats.ts';
import type { ReportBody } from '../../src/routes/report-view.ts';
import type { Figures } from './golden-figures.ts';
import { MEASURED_BY_OTHERS } from './golden-samples.ts';

export const isCad = (format: FormatId): boolean => FORMATS[format].family === 'brep';
export const isExactPair = (source: FormatId, target: FormatId): boolean => isCad(source) && isCad(target);

/** Relative to the source; bounds to its diagonal. Absent: the figure is not there. */
export interface Differences {
  boundsError?: number;
  areaError?: number;
  volumeError?: number;
}

/** Of the diagonal: text formats and matrices round. */
const BOUNDS_TOLERANCE = 1e-5;
const TOLERANCE = 1e-4;
/** IGES writes some surfaces as others. */
const IGES_TOLERANCE = 1e-3;
/** Of the cube of the diagonal: what open and thin meshes enclose is little, and left of large numbers. */
const NO_VOLUME = 1e-4;

export function compareFigures(
  t: Test,
  seen: Figures,
  expected: Figures,
  report: ReportBody,
  target: FormatId,
): Differences {
  const source = report.source.format;
  const isExact = isExactPair(source, target);
  const diagonal = Math.hypot(...expected.max.map((high, axis) => high - expected.min[axis]!));
  // The reader of meshes tells six digits, in which corners of a small triangle may agree that others tell apart.
  const rounded = isCad(source) || !MEASURED_BY_OTHERS.has(source) ? (seen.degenerate ?? 0) : 0;
  if (!isCad(target) && expected.triangles !== undefined && seen.triangles !== undefined)
    t.equal(seen.triangles + rounded, expected.triangles, `→ ${target}: triangles`);
  if (isCad(target)) t.equal(seen.faces, isExact ? expected.faces : report.faces, `→ ${target}: faces`);
  const boundsError = Math.max(
    ...[0, 1, 2].flatMap((axis) => [
      Math.abs(seen.min[axis]! - expected.min[axis]!) / diagonal,
      Math.abs(seen.max[axis]! - expected.max[axis]!) / diagonal,
    ]),
  );
  const areaError = Math.abs(seen.area / expected.area - 1);
  const tolerance = isExact && [source, target].includes('iges') ? IGES_TOLERANCE : TOLERANCE;
  t.ok(boundsError <= BOUNDS_TOLERANCE, `→ ${target}: bounds are off by ${boundsError} of the diagonal`);
  t.ok(areaError <= tolerance, `→ ${target}: the area is off by ${areaError}`);
  if (!bothEnclose(seen, expected, report, target)) return { boundsError, areaError };
  // A body of flat faces is turned outside out.
  const volume = isCad(target) ? Math.abs(expected.volume!) : expected.volume!;
  const off = Math.abs(seen.volume! - volume);
  const least = isExact ? 0 : NO_VOLUME * diagonal ** 3;
  t.ok(off <= tolerance * Math.abs(volume) + least, `→ ${target}: the volume is off by ${off}`);
  return { boundsError, areaError, volumeError: off / Math.max(Math.abs(volume), least) };
}

/** What meshes that are not closed enclose is compared as well, as long as their triangles stay as they are turned. */
function bothEnclose(seen: Figures, expected: Figures, report: ReportBody, target: FormatId): boolean {
  if (seen.volume === undefined || expected.volume === undefined) return false;
  if (isExactPair(report.source.format, target)) return expected.solids! > 0;
  // Loose faces are turned any way round: what they enclose shows once they are sewn.
  if (report.warnings.some((warning) => warning.includes('were sewn into'))) return false;
  return !isCad(target) || report.source.volume !== undefined;
}
