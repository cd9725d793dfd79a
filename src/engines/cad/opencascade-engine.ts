import type { EngineJob } from '../../domain/engine-port.ts';
import { FORMATS } from '../../domain/formats.ts';
import { Problem } from '../../domain/problem.ts';
import type { Report } from '../../domain/report.ts';
import type { EngineLimits, EngineModule, Tell } from '../engine-module.ts';
import { within } from '../mesh/tools/shares.ts';
import { writeOutput } from '../output-limit.ts';
import { type Stopwatch, startStopwatch } from '../stopwatch.ts';
import { checkSource, resizingOf } from './cad-frame.ts';
import { checkFinite } from './compare-cad.ts';
import { exactReport, type ReadForTarget } from './exact-report.ts';
import { finishCad } from './finish-cad.ts';
import { inspectCad } from './inspect-cad.ts';
import { loadOpenCascade } from './load-opencascade.ts';
import { measureCad } from './measure-cad.ts';
import { snapshotMemory } from './memory-snapshot.ts';
import { mergeParts } from './merge-parts.ts';
import { mergedMeasures } from './merged-measures.ts';
import { failureOf } from './occt-failure.ts';
import type { Bound, OpenCascade } from './opencascade-types.ts';
import { packageVersion } from './package-version.ts';
import { readBackCad } from './read-back-cad.ts';
import { type CadFormat, readCad } from './read-cad.ts';
import { readSource } from './read-source.ts';
import { refuseBigProducts } from './refuse-big-products.ts';
import { resize } from './resize.ts';
import { selectProducts } from './select-products.ts';
import { sewFaces } from './sew.ts';
import { NOTHING_SEWN } from './sewn.ts';
import { writeCad } from './write-cad.ts';
import { writeExploded } from './write-exploded.ts';
import { nameNameless } from './xcaf-labels.ts';

const VERSION = packageVersion('opencascade.js');
/** Of the stage `writing`; the rest is the reading back. */
const WRITTEN_SHARE = 0.3;
/** Where these end in the stage `converting`; the rest is making it larger or smaller. */
const MEASURED_SHARE = 0.6;
const SEWN_SHARE = 0.9;

interface Loaded {
  oc: OpenCascade;
  restore(): void;
}

let loading: Promise<Loaded> | undefined;

function load(): Promise<Loaded> {
  loading ??= loadOpenCascade().then((oc) => {
    oc.STEPControl_Controller.Init();
    oc.IGESControl_Controller.Init();
    return { oc, restore: snapshotMemory(oc) };
  });
  return loading;
}

/** CAD to CAD, exact surfaces throughout: STEP, IGES and BREP, each to each. */
export const opencascadeEngine: EngineModule = {
  name: 'opencascade',
  version: VERSION,
  warm: async () => void (await load()),
  convert: async (job, limits, tell) =>
    explained(await load(), (loaded) => convertCad(loaded, job, limits, tell)),
  inspect: async (job, limits, tell) =>
    explained(await load(), async ({ oc, restore }) => {
      restore();
      const inspection = await inspectCad(oc, cadFormat(job.sourceFormat), job, limits, tell);
      return { ...inspection, engine: { name: 'opencascade', version: VERSION } };
    }),
};

/** What OCCT throws are addresses: only the instance that threw them can say what they mean. */
async function explained<T>(loaded: Loaded, work: (loaded: Loaded) => Promise<T>): Promise<T> {
  const { oc } = loaded;
  const describe = (address: number): string =>
    `${oc.OCJS.getStandard_FailureData(address).DynamicType().get().Name()}: ` +
    oc.OCJS.getStandard_FailureData(address).GetMessageString();
  try {
    return await work(loaded);
  } catch (thrown) {
    throw failureOf(thrown, describe);
  }
}

async function convertCad(
  { oc, restore }: Loaded,
  job: EngineJob,
  limits: EngineLimits,
  tell: Tell,
): Promise<Report> {
  const sourceFormat = cadFormat(job.sourceFormat);
  const targetFormat = cadFormat(job.targetFormat);
  const stopwatch = startStopwatch();

  tell('validating', 0);
  const bytes = await readSource(job.sourcePath);
  const facts = checkSource(sourceFormat, bytes, job.options, (share) => tell('validating', share));
  const resizing = resizingOf(job.options, sourceFormat, facts.unit, targetFormat);
  stopwatch.lap('validating');

  tell('reading', 0);
  restore();
  let document = readCad(oc, sourceFormat, bytes, (share) => tell('reading', share));
  refuseBigProducts(oc, document, limits);
  stopwatch.lap('reading');

  const onConverting = (share: number) => tell('converting', share);
  const source = measureCad(oc, document, within(onConverting, 0, MEASURED_SHARE));
  if (source === undefined) throw new Problem('input_no_geometry');
  checkFinite(source);
  const names = job.options.select as string[] | undefined;
  let selected = names === undefined ? source : selectProducts(oc, document, names);
  const sewn =
    sourceFormat === 'iges'
      ? sewFaces(
          oc,
          document,
          job.options.sewing_tolerance as number | undefined,
          within(onConverting, MEASURED_SHARE, SEWN_SHARE),
        )
      : NOTHING_SEWN;
  resize(oc, document, resizing.factor, within(onConverting, SEWN_SHARE, 1));
  nameNameless(oc, document, job.modelName);
  if (job.options.parts === 'merge') {
    document = mergeParts(oc, document, job.modelName);
    selected = mergedMeasures(selected, job.modelName);
  }
  stopwatch.lap('converting');

  tell('writing', 0);
  const read = { sourceFormat, targetFormat, facts, source, selected, sewn, resizing };
  const onWriting = (share: number) => tell('writing', share);
  const report =
    job.options.explode === true
      ? await writeExploded({ oc, restore }, document, read, job, limits, onWriting, stopwatch)
      : await writeWhole({ oc, restore }, document, read, job, limits, onWriting, stopwatch);
  return { ...report, engine: { name: 'opencascade', version: VERSION }, timingsMs: stopwatch.timingsMs };
}

async function writeWhole(
  { oc, restore }: Loaded,
  document: Bound,
  read: ReadForTarget,
  { targetPath, modelName, options }: EngineJob,
  limits: EngineLimits,
  onFraction: (share: number) => void,
  stopwatch: Stopwatch,
) {
  const { targetFormat, resizing } = read;
  const written = writeCad(oc, targetFormat, document, resizing.unit, options);
  await writeOutput(targetPath, finishCad(written, targetFormat, modelName), limits);
  onFraction(WRITTEN_SHARE);
  stopwatch.lap('writing');

  restore(); // frees the source before the result is read back
  const onRead = within(onFraction, WRITTEN_SHARE, 1);
  const report = exactReport(read, await readBackCad(oc, targetPath, targetFormat, resizing.unit, onRead));
  stopwatch.lap('verifying');
  return report;
}

function cadFormat(format: EngineJob['sourceFormat']): CadFormat {
  if (format === 'step' || format === 'iges' || format === 'brep') return format;
  throw new RangeError(`the opencascade engine does not convert ${FORMATS[format].name}`);
}
