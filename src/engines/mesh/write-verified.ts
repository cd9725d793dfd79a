import type { EngineJob } from '../../domain/engine-port.ts';
import type { Loss, Measures, Report } from '../../domain/report.ts';
import type { EngineLimits } from '../engine-module.ts';
import { startStopwatch } from '../stopwatch.ts';
import type { ReadBack } from './mesh-target.ts';
import type { MeshModel } from './model.ts';
import { prepareForTarget } from './prepare.ts';
import type { OnFraction } from './read-result.ts';
import { meshTarget } from './targets.ts';
import { untold, within } from './tools/shares.ts';
import { verifyTarget } from './verify.ts';

/** What a report says of the way from a model to its file. */
export interface Exported {
  /** Measured on the written file by reading it back. */
  target: Measures;
  lost: Loss[];
  timingsMs: Report['timingsMs'];
}

export interface WrittenFile extends ReadBack {
  /** What was written. */
  prepared: MeshModel;
  timingsMs: Report['timingsMs'];
}

/** The writing and checking of a file take these shares of its time. */
const WRITING_SHARE = 0.75;

/**
 * Brings a model into the target's frame, writes `job.targetPath`, reads it back and measures it.
 * @param onPreparing how far the model is as it will be written
 * Throws `target_limit_exceeded`, `input_no_geometry` or `output_invalid`.
 */
export async function writeVerified(
  model: MeshModel,
  job: EngineJob,
  limits: EngineLimits,
  warnings: string[],
  onFraction: OnFraction,
  onPreparing: OnFraction = untold,
): Promise<WrittenFile> {
  const { timingsMs, lap } = startStopwatch();
  const prepared = prepareForTarget(model, job, limits, warnings, onPreparing);
  onPreparing(1);
  lap('converting');
  onFraction(0);
  const written = await meshTarget(job.targetFormat).write(
    prepared,
    job,
    limits,
    within(onFraction, 0, WRITING_SHARE),
  );
  warnings.push(...written.warnings);
  lap('writing');
  const verified = await verifyTarget(prepared, job, limits, within(onFraction, WRITING_SHARE, 1));
  lap('verifying');
  return { ...verified, prepared, timingsMs };
}
