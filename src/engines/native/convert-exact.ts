import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineJob } from '../../domain/engine-port.ts';
import { isProblem, Problem } from '../../domain/problem.ts';
import type { Report } from '../../domain/report.ts';
import { checkSource, resizingOf } from '../cad/cad-frame.ts';
import { checkFinite } from '../cad/compare-cad.ts';
import { exactReport, finishCad } from '../cad/exact-report.ts';
import type { CadFormat } from '../cad/read-cad.ts';
import { readSource } from '../cad/read-source.ts';
import type { Sewn } from '../cad/sewn.ts';
import type { EngineLimits, Tell } from '../engine-module.ts';
import { nothingSelected } from '../mesh/edits/select-names.ts';
import { tooMuchOutput, writeOutput } from '../output-limit.ts';
import { withScratchFolder } from '../scratch-folder.ts';
import { startStopwatch } from '../stopwatch.ts';
import { type Fields, type HostMeasures, readKnownNames, readMeasures, readSewn } from './host-protocol.ts';
import type { WarmHost } from './warm-host.ts';

/** Shares of the stage `writing`; the rest is the reading back. */
const WRITTEN_SHARE = 0.3;
/** What OCCT writes may be longer by this than what is made of it: heads and names change. */
const FINISHING_BYTES = 64 * 1024;
const SELECTION = 'selection.json';

type Made = Pick<Report, 'source' | 'target' | 'warnings' | 'lost' | 'timingsMs'>;

/** CAD to CAD. What the report says of the target comes from the file on the disk, read by a fork of its own. */
export async function convertExact(
  host: WarmHost,
  job: EngineJob,
  sourceFormat: CadFormat,
  targetFormat: CadFormat,
  limits: EngineLimits,
  tell: Tell,
): Promise<Made> {
  const stopwatch = startStopwatch();
  tell('validating', 0);
  const bytes = await readSource(job.sourcePath);
  const facts = checkSource(sourceFormat, bytes, job.options, (share) => tell('validating', share));
  const resizing = resizingOf(job.options, sourceFormat, facts.unit, targetFormat);
  stopwatch.lap('validating');

  return withScratchFolder(job.targetPath, async (folder) => {
    const { select, ...options } = job.options as { select?: string[] };
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
        options,
        ...(select === undefined ? {} : { selection: SELECTION }),
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
    const selected = measuresIn(converted, 'selected');
    const sewn = sewnIn(converted);
    stopwatch.lap('reading');

    tell('writing', 0);
    const written = await readFile(join(folder, `out.${targetFormat}`));
    await writeOutput(job.targetPath, finishCad(written, targetFormat, job.modelName, '8.0'), limits);
    tell('writing', WRITTEN_SHARE);
    stopwatch.lap('writing');

    const { target, targetUnit } = await readBack(host, job.targetPath, targetFormat, folder, tell);
    const report = exactReport({
      sourceFormat,
      targetFormat,
      facts,
      source,
      selected,
      target,
      targetUnit,
      sewn,
      resizing,
    });
    const spoilt = target.invalidSolids - selected.invalidSolids;
    if (spoilt > 0) report.warnings.push(`OCCT finds ${spoilt} solids of the result not valid any more.`);
    tell('writing', 1);
    stopwatch.lap('verifying');
    return { ...report, timingsMs: stopwatch.timingsMs };
  });
}

async function readBack(host: WarmHost, path: string, format: CadFormat, folder: string, tell: Tell) {
  try {
    const { unit: targetUnit } = checkSource(format, await readFile(path), {}, () => {});
    const measured = await host.ask({ operation: 'measure', source: path, format, folder }, (_stage, share) =>
      tell('writing', WRITTEN_SHARE + share * (1 - WRITTEN_SHARE)),
    );
    return { target: measuresIn(measured), targetUnit };
  } catch (cause) {
    throw cause instanceof Problem ? new Problem('output_invalid', { cause }) : cause;
  }
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
