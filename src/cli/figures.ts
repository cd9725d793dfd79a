import type { ReportBody } from '../routes/report-view.ts';

/** `2 parts, 1,024 triangles, in mm` */
export function countsOf({
  parts,
  faces,
  triangles,
  unit,
}: Pick<ReportBody, 'parts' | 'faces' | 'triangles' | 'unit'>): string {
  const counts = [
    [parts, 'part'],
    [faces, 'face'],
    [triangles, 'triangle'],
  ] as const;
  const texts = counts.flatMap(([count, what]) => (count === undefined ? [] : counted(count, what)));
  return texts.join(', ') + (unit === 'unknown' ? '' : `, in ${unit}`);
}

/** `1 part`, `1,024 triangles` */
export const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
