import type { EngineJob } from '../../domain/engine-port.ts';
import type { Loss, Measures, Report } from '../../domain/report.ts';
import type { EngineLimits, Tell } from '../engine-module.ts';
import { editModel } from './edits/edit-model.ts';
import { compareInventories, takeInventory } from './losses.ts';
import type { MeshModel } from './model.ts';
import { prepareForTarget } from './prepare.ts';
import { meshTarget } from './targets.ts';
import { verifyTarget } from './verify.ts';

export interface Exported {
  /** Measured on the written file by reading it back. */
  target: Measures;
  lost: Loss[];
  timingsMs: Pick<Report['timingsMs'], 'converting' | 'writing' | 'verifying'>;
}

/** The writing and checking of the file take these shares of the stage `writing`. */
const WRITING_SHARE = 0.75;

/**
 * Brings a mesh model of any frame into the target's frame, writes `job.targetPath`, reads it back and measures it.
 * Sentences about what was repaired or assumed on the way are added to `noted.warnings`.
 * Throws `selection_empty`, `target_limit_exceeded`, or `output_invalid` where the written file does not hold what was written.
 */
export async function exportMesh(
  model: MeshModel,
  job: EngineJob,
  limits: EngineLimits,
  tell: Tell,
  noted: { warnings: string[] },
): Promise<Exported> {
  const startedAt = performance.now();
  tell('converting', 0);
  const edited = await editModel(model, job, noted.warnings);
  const before = takeInventory(edited); // what an option asked to leave out is not lost
  const prepared = prepareForTarget(edited, job, limits, noted.warnings);
  tell('converting', 1);
  const convertedAt = performance.now();
  tell('writing', 0);
  const written = await meshTarget(job.targetFormat).write(prepared, job, limits, (fraction) =>
    tell('writing', fraction * WRITING_SHARE),
  );
  noted.warnings.push(...written.warnings);
  const writtenAt = performance.now();
  const { target, after } = await verifyTarget(prepared, job, limits, (fraction) =>
    tell('writing', WRITING_SHARE + fraction * (1 - WRITING_SHARE)),
  );
  const verifiedAt = performance.now();
  return {
    target,
    lost: compareInventories(before, after, job.targetFormat),
    timingsMs: {
      converting: convertedAt - startedAt,
      writing: writtenAt - convertedAt,
      verifying: verifiedAt - writtenAt,
    },
  };
}
