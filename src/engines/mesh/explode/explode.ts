import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineJob } from '../../../domain/engine-port.ts';
import { isProblem, Problem } from '../../../domain/problem.ts';
import { resultFormat } from '../../../domain/result-format.ts';
import type { EngineLimits, Tell } from '../../engine-module.ts';
import { withScratchFolder } from '../../scratch-folder.ts';
import { writeZip } from '../archive/write-zip.ts';
import { takeInventory } from '../inventory.ts';
import { refuseTooMany } from '../limits.ts';
import type { MeshModel } from '../model.ts';
import { nodeName } from '../part-names.ts';
import { counted, type OnFraction } from '../read-result.ts';
import { countFlattened } from '../tools/flatten.ts';
import { type Exported, type WrittenFile, writeVerified } from '../write-verified.ts';
import { checkArchive, fileAdder, refuseManyFiles } from './add-files.ts';
import { gatherWarnings } from './gather-warnings.ts';
import { type PartFile, partFiles } from './part-files.ts';
import { partModels } from './part-models.ts';
import { startSums } from './part-sums.ts';

/** The rest is the checking of the archive. */
const PARTS_SHARE = 0.95;

/**
 * Writes a ZIP archive with a file of the target's format for each part, each read back and compared like a whole model.
 * One part at a time is in memory a second time, and on disk beside the archive.
 * Throws `target_limit_exceeded`, `output_limit_exceeded`, `input_no_geometry` or `output_invalid`.
 */
export async function explode(
  model: MeshModel,
  job: EngineJob,
  limits: EngineLimits,
  tell: Tell,
  warnings: string[],
): Promise<Exported> {
  const files = partFiles(namesOf(model), job.modelName);
  const triangles = checkSize(model, files.length, limits);
  const sums = startSums(job.targetFormat, takeInventory(model));
  const gathered = gatherWarnings();
  let names: readonly string[] = [];
  tell('converting', 1);
  tell('writing', 0);
  await withScratchFolder(job.targetPath, (folder) =>
    writeZip(job.targetPath, limits, async (zip) => {
      const adder = fileAdder(zip, limits);
      names = adder.names;
      let index = 0;
      let done = 0;
      for (const part of partModels(model)) {
        const file = files[index++]!;
        const partJob = jobOf(job, file, join(folder, 'part'));
        const share = countFlattened(part).triangles;
        const noted: string[] = [];
        const written = await writePart(part, partJob, limits, noted, (fraction) =>
          tell('writing', ((done + share * fraction) / triangles) * PARTS_SHARE),
        );
        done += share;
        if (written === undefined) continue;
        gathered.add(file.stem, noted);
        sums.add(part, file, written);
        await adder.add(partJob.targetPath, file.stem, resultFormat(job.targetFormat, partJob.options));
        await rm(partJob.targetPath);
      }
      if (sums.count === 0) throw new Problem('input_no_geometry');
    }),
  );
  await checkArchive(job.targetPath, names);
  tell('writing', 1);
  warnings.push(...gathered.sentences());
  const empty = files.length - sums.count;
  if (empty > 0)
    warnings.push(`${counted(empty, 'part')} without a triangle that has an area: no file made.`);
  return sums.end();
}

/** Of the nodes that show a mesh. */
function namesOf({ nodes, meshes }: MeshModel): (string | undefined)[] {
  const shown = nodes.filter(({ mesh }) => mesh !== undefined);
  return shown.map((node) => nodeName(node, meshes));
}

/** @returns how many triangles there will be, more than none */
function checkSize(model: MeshModel, parts: number, limits: EngineLimits): number {
  refuseManyFiles(parts, limits);
  const counts = countFlattened(model);
  refuseTooMany(counts, limits);
  return Math.max(1, counts.triangles);
}

const jobOf = (job: EngineJob, { partName }: PartFile, targetPath: string): EngineJob => ({
  ...job,
  targetPath,
  modelName: partName,
  options: { ...job.options, explode: false },
});

/** Undefined where no triangle of the part has an area. */
async function writePart(
  part: MeshModel,
  job: EngineJob,
  limits: EngineLimits,
  warnings: string[],
  onFraction: OnFraction,
): Promise<WrittenFile | undefined> {
  try {
    return await writeVerified(part, job, limits, warnings, onFraction);
  } catch (error) {
    if (isProblem(error) && error.code === 'input_no_geometry') return undefined;
    throw error;
  }
}
