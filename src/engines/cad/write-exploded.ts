import { writeFile } from 'node:fs/promises';
import type { EngineJob } from '../../domain/engine-port.ts';
import { Problem } from '../../domain/problem.ts';
import type { Report } from '../../domain/report.ts';
import type { EngineLimits } from '../engine-module.ts';
import { refuseManyFiles } from '../mesh/explode/add-files.ts';
import { bySizes, within } from '../mesh/tools/shares.ts';
import { refuseMuchOutput } from '../output-limit.ts';
import { withScratchFolder } from '../scratch-folder.ts';
import type { Stopwatch } from '../stopwatch.ts';
import type { ReadForTarget } from './exact-report.ts';
import { finishParts, type MadePart, packParts, partPath } from './explode-cad.ts';
import { explodedReport } from './exploded-report.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { partDocument, placedParts } from './part-documents.ts';
import { readBackCad } from './read-back-cad.ts';
import { writeCad } from './write-cad.ts';

/** Where these end in the stage; the rest is packing. */
const WRITTEN_SHARE = 0.4;
const REREAD_SHARE = 0.95;

/**
 * Writes a ZIP archive with a file for each part of a document, each read back and compared by itself.
 * @param restore gives OCCT its memory back, and with it all that was read
 * Throws `target_limit_exceeded`, `output_limit_exceeded`, `input_no_geometry` or `output_invalid`.
 */
export async function writeExploded(
  { oc, restore }: { oc: OpenCascade; restore(): void },
  document: Bound,
  read: ReadForTarget,
  job: EngineJob,
  limits: EngineLimits,
  onFraction: (share: number) => void,
  stopwatch: Stopwatch,
): Promise<Pick<Report, 'source' | 'target' | 'warnings' | 'lost'>> {
  const { targetFormat: format, resizing } = read;
  return withScratchFolder(job.targetPath, async (folder) => {
    const made = await writeParts(
      oc,
      document,
      read,
      job,
      limits,
      folder,
      within(onFraction, 0, WRITTEN_SHARE),
    );
    const files = await finishParts(folder, format, resizing.unit, made, job.modelName);
    stopwatch.lap('writing');

    const nextPart = bySizes(made.reduce(sumFaces, 0), within(onFraction, WRITTEN_SHARE, REREAD_SHARE));
    const parts = [];
    for (const [index, part] of made.entries()) {
      restore();
      const path = partPath(folder, index + 1, format);
      const onRead = nextPart(part.measured.faces);
      const { measured: target } = await readBackCad(oc, path, format, resizing.unit, onRead);
      parts.push({ ...part, file: files[index]!, target });
    }
    const report = explodedReport(read, parts);
    stopwatch.lap('verifying');
    await packParts(folder, format, files, job.targetPath, limits);
    stopwatch.lap('writing');
    onFraction(1);
    return report;
  });
}

const sumFaces = (sum: number, { measured }: MadePart): number => sum + measured.faces;

async function writeParts(
  oc: OpenCascade,
  document: Bound,
  { targetFormat, resizing, selected }: ReadForTarget,
  { options }: EngineJob,
  limits: EngineLimits,
  folder: string,
  onFraction: (share: number) => void,
): Promise<MadePart[]> {
  const placed = placedParts(oc, document);
  refuseManyFiles(placed.length, limits);
  const nextPart = bySizes(selected.faces, onFraction);
  const made: MadePart[] = [];
  let written = 0;
  for (const part of placed) {
    const alone = partDocument(oc, document, part);
    if (alone === undefined) continue;
    const { name, measured } = alone;
    const path = partPath(folder, made.length + 1, targetFormat);
    const bytes = writeCad(oc, targetFormat, alone.document, resizing.unit, options);
    written += bytes.length;
    refuseMuchOutput(written, limits);
    await writeFile(path, bytes);
    made.push({ name, product: part.product.Tag(), measured });
    nextPart(measured.faces)(1);
  }
  if (made.length === 0) throw new Problem('input_no_geometry');
  return made;
}
