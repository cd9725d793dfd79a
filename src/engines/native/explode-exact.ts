import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineJob } from '../../domain/engine-port.ts';
import { Problem } from '../../domain/problem.ts';
import type { Report } from '../../domain/report.ts';
import type { ReadForTarget } from '../cad/exact-report.ts';
import { finishParts, packParts } from '../cad/explode-cad.ts';
import { explodedReport } from '../cad/exploded-report.ts';
import type { EngineLimits } from '../engine-module.ts';
import { within } from '../mesh/tools/shares.ts';
import { outputFault } from '../output-fault.ts';
import type { Stopwatch } from '../stopwatch.ts';
import { type HostMeasures, readMadeParts, readPartMeasures } from './host-protocol.ts';
import type { WarmHost } from './warm-host.ts';
import { OCCT_VERSION, spoiltNote } from './written-by-occt.ts';

/** Where these end in the stage; the rest is packing. */
const FINISHED_SHARE = 0.1;
const REREAD_SHARE = 0.9;

/** The parts that the host has written, read back by a fork of its own and packed. */
export async function explodeExact(
  host: WarmHost,
  read: ReadForTarget,
  { modelName, targetPath }: EngineJob,
  folder: string,
  limits: EngineLimits,
  onFraction: (share: number) => void,
  stopwatch: Stopwatch,
): Promise<Pick<Report, 'source' | 'target' | 'warnings' | 'lost'>> {
  const { targetFormat: format, resizing } = read;
  const made = known(readMadeParts(await readJson(folder, 'parts.json')));
  const files = await finishParts(folder, format, resizing.unit, made, modelName, OCCT_VERSION);
  onFraction(FINISHED_SHARE);
  stopwatch.lap('writing');

  const onRead = within(onFraction, FINISHED_SHARE, REREAD_SHARE);
  const request = { operation: 'measureParts', format, folder, count: made.length } as const;
  await host
    .ask(request, (_stage, share) => onRead(share))
    .catch((cause: unknown) => {
      throw outputFault(cause);
    });
  const targets = known(readPartMeasures(await readJson(folder, 'measured.json'), made.length));
  const parts = made.map((part, index) => ({ ...part, file: files[index]!, target: targets[index]! }));
  const report = explodedReport(read, parts);
  const spoilt = sumInvalid(targets) - sumInvalid(made.map(({ measured }) => measured));
  if (spoilt > 0) report.warnings.push(spoiltNote(spoilt));
  stopwatch.lap('verifying');
  await packParts(folder, format, files, targetPath, limits);
  stopwatch.lap('writing');
  return report;
}

const sumInvalid = (all: readonly HostMeasures[]): number =>
  all.reduce((sum, { invalidSolids }) => sum + invalidSolids, 0);

const readJson = async (folder: string, name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, name), 'utf8'));

function known<T>(read: T | undefined): T {
  if (read !== undefined) return read;
  throw new Problem('engine_crashed', { cause: new Error('the host wrote no list of parts') });
}
