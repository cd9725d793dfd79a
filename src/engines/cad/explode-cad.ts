import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FORMATS } from '../../domain/formats.ts';
import type { LengthUnit } from '../../domain/report.ts';
import type { EngineLimits } from '../engine-module.ts';
import { writeZip } from '../mesh/archive/write-zip.ts';
import { checkArchive, fileAdder } from '../mesh/explode/add-files.ts';
import { type PartFile, partFiles } from '../mesh/explode/part-files.ts';
import { checkWritten, finishCad } from './finish-cad.ts';
import type { CadMeasures } from './measure-cad.ts';
import type { CadFormat } from './read-cad.ts';

/** A part as it was before it was written. */
export interface MadePart {
  name: string | undefined;
  /** The same for all uses of one product. */
  product: number;
  measured: CadMeasures;
}

/** Where an engine writes the parts; they are counted from 1. */
export const partPath = (folder: string, number: number, format: CadFormat): string =>
  join(folder, `part-${number}.${format}`);

/** Puts right what OCCT wrote of each part. Throws `output_invalid` as `checkWritten` does. */
export async function finishParts(
  folder: string,
  format: CadFormat,
  unit: LengthUnit,
  parts: readonly MadePart[],
  modelName: string,
  occtVersion?: string,
): Promise<PartFile[]> {
  const files = partFiles(
    parts.map(({ name }) => name),
    modelName,
  );
  for (const [index, { partName }] of files.entries()) {
    const path = partPath(folder, index + 1, format);
    const finished = finishCad(await readFile(path), format, partName, occtVersion);
    checkWritten(finished, format, unit);
    await writeFile(path, finished);
  }
  return files;
}

/** A ZIP archive of the files of the parts, which are removed. Throws `target_limit_exceeded` or `output_invalid`. */
export async function packParts(
  folder: string,
  format: CadFormat,
  files: readonly PartFile[],
  targetPath: string,
  limits: EngineLimits,
): Promise<void> {
  let names: readonly string[] = [];
  await writeZip(targetPath, limits, async (zip) => {
    const adder = fileAdder(zip, limits);
    names = adder.names;
    for (const [index, { stem }] of files.entries()) {
      const path = partPath(folder, index + 1, format);
      await adder.add(path, stem, FORMATS[format]);
      await rm(path);
    }
  });
  await checkArchive(targetPath, names);
}
