import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineJob } from '../../domain/engine-port.ts';
import { isProblem, Problem } from '../../domain/problem.ts';
import type { Report } from '../../domain/report.ts';
import { checkSource, resizingOf } from '../cad/cad-frame.ts';
import { checkFinite } from '../cad/compare-cad.ts';
import { exactReport, type ReadForTarget } from '../cad/exact-report.ts';
import { checkWritten, finishCad } from '../cad/finish-cad.ts';
import { mergedMeasures } from '../cad/merged-measures.ts';
import type { CadFormat } from '../cad/read-cad.ts';
import { readSource } from '../cad/read-source.ts';
import type { Sewn } from '../cad/sewn.ts';
import type { EngineLimits, Tell } from '../engine-module.ts';
import { nothingSelected } from '../mesh/edits/select-names.ts';
import { refuseManyFiles } from '../mesh/explode/add-files.ts';
import { outputFault } from '../output-fault.ts';
import { tooMuchOutput, writeOutput } from '../output-limit.ts';
import { withScratchFolder } from '../scratch-folder.ts';
import { type Stopwatch, startStopwatch } from '../stopwatch.ts';
import { explodeExact } from './explode-exact.ts';
import {
  type Fields,
  type HostMeasures,
  readKnownNames,
  readMeasures,
  readSewn,
  treeLimits,
} from './host-protocol.ts';
import type { WarmHost } from './warm-host.ts';
import { OCCT_VERSION, spoiltNote } from './written-by-occt.ts';

/** Shares of the stage `writing`; the rest is the reading back. */
const WRITTEN_SHARE = 0.3;
/** What OCCT writes may be longer by this than what is made of it: heads and names change. */
const FINISHING_BYTES = 64 * 1024;
const SELECTION = 'selection.json';

type Made = Pick<Report, 'source' | 'target' | 'warnings' | 'lost'>;
type MeasuredForTarget = ReadForTarget & { selected: HostMeasures };

/** CAD to CAD. What the report says of the target comes from the file on the disk, read by a fork of its own. */
export async function convertExact(
  host: WarmHost,
  job: EngineJob,
  sourceFormat: CadFormat,
  targetFormat: CadFormat,
  limits: EngineLimits,
  tell: Tell,
): Promise<Made & Pick<Report, 'timingsMs'>> {
  const stopwatch = startStopwatch();
  tell('validating', 0);
  const bytes = await readSource(job.sourcePath);
  const facts = checkSource(sourceFormat, bytes, job.options, (share) => tell('validating', share));
  const resizing = resizingOf(job.options, sourceFormat, facts.unit, targetFormat);
  stopwatch.lap('validating');

  return withScratchFolder(job.targetPath, async (folder) => {
    const { select, explode, ...options } = job.options as {
      select?: string[];
      explode?: boolean;
      parts?: string;
    };
    // In a file: a line to the host ends at 64 KiB.
    if (select !== undefined) await writeFile(join(folder, SELECTION), JSON.stringify(select));
    tell('reading', 0);
    const asked = host.ask(
      {
        operation: 'convert',
        source: job.sourcePath,
        format: sourceFormat,
        folder,
        targetFormat,
        unit: resizing.unit,
        factor: resizing.factor,
        modelName: job.modelName,
        mostBytes: limits.maxOutputBytes + FINISHING_BYTES,
        limits: treeLimits(limits),
        options,
        ...(select === undefined ? {} : { selection: SELECTION }),
        ...(explode === true ? { mostParts: limits.archive.maxEntries } : {}),
      },
      tell,
    );
    const converted = await asked.catch((error: unknown) => {
      throw isProblem(error, 'output_limit_exceeded') ? tooMuchOutput(limits) : error;
    });
    const source = measuresIn(converted);
    checkFinite(source);
    const known = readKnownNames(converted);
    if (known !== undefined) throw nothingSelected(select ?? [], known, 'faces');
    const chosen = measuresIn(converted, 'selected');
    const selected = options.parts === 'merge' ? mergedMeasures(chosen, job.modelName) : chosen;
    if (typeof converted.parts === 'number') refuseManyFiles(converted.parts, limits);
    const read = { sourceFormat, targetFormat, facts, source, selected, sewn: sewnIn(converted), resizing };
    stopwatch.lap('reading');

    tell('writing', 0);
    const onWriting = (share: number) => tell('writing', share);
    const report =
      explode === true
        ? await explodeExact(host, read, job, folder, limits, onWriting, stopwatch)
        : await finishWhole(host, read, job, folder, limits, onWriting, stopwatch);
    tell('writing', 1);
    return { ...report, timingsMs: stopwatch.timingsMs };
  });
}

async function finishWhole(
  host: WarmHost,
  read: MeasuredForTarget,
  { targetPath, modelName }: EngineJob,
  folder: string,
  limits: EngineLimits,
  onFraction: (share: number) => void,
  stopwatch: Stopwatch,
): Promise<Made> {
  const { targetFormat: format, resizing, selected } = read;
  const written = await readFile(join(folder, `out.${format}`));
  await writeOutput(targetPath, finishCad(written, format, modelName, OCCT_VERSION), limits);
  onFraction(WRITTEN_SHARE);
  stopwatch.lap('writing');

  const { annotations } = checkWritten(await readFile(targetPath), format, resizing.unit);
  const reading = host.ask({ operation: 'measure', source: targetPath, format, folder }, (_stage, share) =>
    onFraction(WRITTEN_SHARE + share * (1 - WRITTEN_SHARE)),
  );
  const measured = await reading.catch((cause: unknown) => {
    throw outputFault(cause);
  });
  const target = measuresIn(measured);
  const report = exactReport(read, { measured: target, annotations });
  const spoilt = target.invalidSolids - selected.invalidSolids;
  if (spoilt > 0) report.warnings.push(spoiltNote(spoilt));
  stopwatch.lap('verifying');
  return report;
}

function sewnIn(result: Fields): Sewn {
  const sewn = readSewn(result);
  if (sewn !== undefined) return sewn;
  throw new Problem('engine_crashed', { cause: new Error('nothing about sewing from the host') });
}

function measuresIn(result: Fields, what?: 'selected'): HostMeasures {
  const measures = readMeasures(result, what);
  if (measures !== undefined) return measures;
  throw new Problem('engine_crashed', { cause: new Error('no measures from the host') });
}
