import type { ReportBody } from '../routes/report-view.ts';

/** `2 parts, 1,024 triangles, in mm` */
export function countsOf({
  parts,
  faces,
  triangles,
  unit,
}: Pick<ReportBody, 'parts' | 'faces' | 'triangles' | 'unit'>): string {
  const counts = knownCounts([
    [parts, 'part'],
    [faces, 'face'],
    [triangles, 'triangle'],
  ]);
  return counts.join(', ') + (unit === 'unknown' ? '' : `, in ${unit}`);
}

/** Without those that nobody knows. */
export const knownCounts = (counts: readonly [count: number | undefined, what: string][]): string[] =>
  counts.flatMap(([count, what]) => (count === undefined ? [] : [counted(count, what)]));

/** What was assumed, and what was lost. */
export const notesOf = ({ warnings, lost }: Pick<ReportBody, 'warnings' | 'lost'>): string[] => [
  ...warnings.map((warning) => `note: ${warning}`),
  ...lost.map(({ what, count, why }) => `lost: ${what} (${count}). ${why}`),
];

/** `1 part`, `1,024 triangles` */
const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
