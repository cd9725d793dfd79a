import type { EngineJob } from '../../domain/engine-port.ts';
import type { EngineLimits, Tell } from '../engine-module.ts';
import { startStopwatch } from '../stopwatch.ts';
import { editModel } from './edits/edit-model.ts';
import { takeInventory } from './inventory.ts';
import { compareInventories } from './losses.ts';
import type { MeshModel } from './model.ts';
import type { OnFraction } from './read-result.ts';
import { countFlattened } from './tools/flatten.ts';
import { within } from './tools/shares.ts';
import { type Exported, writeVerified } from './write-verified.ts';

/** What the options ask for is done first, and most of what is done before the file is written. */
const EDITED = 0.75;

/**
 * Brings a mesh model of any frame into the target's frame, writes `job.targetPath`, reads it back and measures it.
 * Sentences about what was repaired or assumed on the way are added to `noted.warnings`.
 * Where the job asks for a picture, it is drawn of the model as it was written.
 * Throws `selection_empty`, `target_limit_exceeded`, or `output_invalid` where the written file does not hold what was written.
 */
export async function exportMesh(
  model: MeshModel,
  job: EngineJob,
  limits: EngineLimits,
  tell: Tell,
  noted: { warnings: string[] },
): Promise<Exported & { wholeTriangles: number }> {
  const { timingsMs, lap } = startStopwatch();
  const wholeTriangles = countFlattened(model).triangles;
  tell('converting', 0);
  const onConverting: OnFraction = (fraction) => tell('converting', fraction);
  const edited = await editModel(model, job, noted.warnings, within(onConverting, 0, EDITED));
  onConverting(EDITED);
  lap('converting');
  const exported =
    job.options.explode === true
      ? await exportParts(edited, job, limits, tell, noted.warnings)
      : await exportWhole(edited, job, limits, tell, noted.warnings);
  const converting = timingsMs.converting! + (exported.timingsMs.converting ?? 0);
  return { ...exported, wholeTriangles, timingsMs: { ...exported.timingsMs, converting } };
}

async function exportWhole(
  model: MeshModel,
  job: EngineJob,
  limits: EngineLimits,
  tell: Tell,
  warnings: string[],
): Promise<Exported> {
  const before = takeInventory(model); // what an option asked to leave out is not lost
  const { target, after, prepared, timingsMs } = await writeVerified(
    model,
    job,
    limits,
    warnings,
    (fraction) => tell('writing', fraction),
    within((fraction) => tell('converting', fraction), EDITED, 1),
  );
  if (job.thumbnailPath !== undefined) {
    const { writeThumbnail } = await import('./thumbnail/write-thumbnail.ts');
    await writeThumbnail(prepared, job.thumbnailPath);
  }
  return { target, lost: compareInventories(before, after, job.targetFormat), timingsMs };
}

async function exportParts(...given: Parameters<typeof exportWhole>): Promise<Exported> {
  const { explode } = await import('./explode/explode.ts');
  return explode(...given);
}
