import { countsOf, notesOf, sizeText } from '../figures.ts';
import { DASH } from '../source-files.ts';
import type { ConvertedFile } from './converter.ts';

/** For machines: one document, in the words of the HTTP API. */
export const resultDocument = ({ id, source, target, engine, report }: ConvertedFile): object => ({
  type: 'result',
  ok: true,
  ...(id === undefined ? {} : { id }),
  source: { path: source.path, format: source.format.id, size_bytes: source.sizeBytes },
  target: { path: target.path, format: target.format.id, size_bytes: target.sizeBytes },
  engine,
  report,
});

/** For people: one line about the result, then one for each thing that was assumed or lost. */
export function resultLines({ target, report }: ConvertedFile): { summary: string; notes: string[] } {
  const ms = Object.values(report.timings_ms).reduce((sum, part) => sum + part, 0);
  const name = target.path === DASH ? 'standard output' : target.path;
  return {
    summary: `${name}: ${countsOf(report)}, ${sizeText(target.sizeBytes)}, ${(ms / 1000).toFixed(1)} s`,
    notes: notesOf(report),
  };
}
