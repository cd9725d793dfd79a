import type { Measures } from '../domain/report.ts';
import { reportView } from '../routes/report-view.ts';
import type { DescribedFailure } from './cli-failure.ts';
import type { ConvertedFile } from './convert-file.ts';

/** For machines: one document, in the words of the HTTP API. */
export function resultDocument({ source, target, report }: ConvertedFile): object {
  return {
    ok: true,
    source: { path: source.path, format: source.format.id, size_bytes: source.sizeBytes },
    target: { path: target.path, format: target.format.id, size_bytes: target.sizeBytes },
    engine: { ...report.engine },
    report: reportView(report),
  };
}

export const failureDocument = ({ code, detail }: DescribedFailure): object => ({
  ok: false,
  error: { code, detail },
});

/** For people: one line about the result, then one for each thing that was assumed or lost. */
export function resultLines({ target, report }: ConvertedFile): { summary: string; notes: string[] } {
  const ms = Object.values(report.timingsMs).reduce((sum, part) => sum + part, 0);
  const summary = `${target.path}: ${countsOf(report.target)}, ${sizeText(target.sizeBytes)}, ${(ms / 1000).toFixed(1)} s`;
  const notes = [
    ...report.warnings.map((warning) => `note: ${warning}`),
    ...report.lost.map(({ what, count, why }) => `lost: ${what} (${count}). ${why}`),
  ];
  return { summary, notes };
}

function countsOf({ parts, faces, triangles, unit }: Measures): string {
  const counts = [
    [parts, 'part'],
    [faces, 'face'],
    [triangles, 'triangle'],
  ] as const;
  const texts = counts.flatMap(([count, what]) =>
    count === undefined ? [] : `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`,
  );
  return texts.join(', ') + (unit === 'unknown' ? '' : `, in ${unit}`);
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
