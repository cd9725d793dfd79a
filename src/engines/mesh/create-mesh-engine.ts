import type { EngineJob } from '../../domain/engine-port.ts';
import type { FormatId } from '../../domain/formats.ts';
import type { Inspection } from '../../domain/inspection.ts';
import { Problem } from '../../domain/problem.ts';
import type { Measures, Report } from '../../domain/report.ts';
import type { EngineLimits, EngineModule, Tell } from '../engine-module.ts';
import { startStopwatch } from '../stopwatch.ts';
import { exportMesh } from './export-mesh.ts';
import { meshProblems } from './inspect/mesh-problems.ts';
import { meshTree } from './inspect/mesh-tree.ts';
import { tooFar } from './limits.ts';
import { lossesOfReading } from './losses.ts';
import type { MeshModel } from './model.ts';
import { nodeName, partNames } from './part-names.ts';
import type { MeshOptions, OnFraction } from './read-result.ts';
import { readSource } from './read-source.ts';
import { meshTarget } from './targets.ts';
import { examineModel, measure } from './tools/measure.ts';
import { within } from './tools/shares.ts';

/**
 * An engine that reads meshes with the readers of read-mesh.ts and writes them to every mesh target. There are several,
 * so that a child is chosen by the libraries that it has loaded.
 * @param warm loads what is slow to load of its readers
 * @param assimp path of the command that reads what assimp reads; absent: assimpjs does
 */
export function createMeshEngine(
  name: string,
  version: string,
  warm: () => Promise<unknown>,
  assimp?: string,
): EngineModule {
  return {
    name,
    version,
    warm: async () => void (await warm()),
    convert: async (job, limits, tell) => ({
      ...(await convertMesh(job, limits, tell, assimp)),
      engine: { name, version },
    }),
    inspect: async (job, limits, tell) => ({
      ...(await inspectMesh(job, limits, tell, assimp)),
      engine: { name, version },
    }),
  };
}

/** The source is measured once it is read, at the end of that stage. */
const READ = 0.8;

async function convertMesh(
  job: EngineJob,
  limits: EngineLimits,
  tell: Tell,
  assimp: string | undefined,
): Promise<Omit<Report, 'engine'>> {
  const { options } = job;
  const stopwatch = startStopwatch();
  tell('validating', 0); // the readers check what they read while they read it
  const onReading: OnFraction = (fraction) => tell('reading', fraction);
  const read = await readSource(job, limits, within(onReading, 0, READ), assimp);
  const source = requireGeometry(measure(read.model, read.format, within(onReading, READ, 1)));
  stopwatch.lap('reading');

  const warnings = [...read.warnings];
  if (!read.model.unitKnown) warnings.push(...assumptions(read.format, options));
  const noted = { warnings };
  const exported = await exportMesh(named(read.model, job), job, limits, tell, noted);
  return {
    source,
    target: exported.target,
    wholeTriangles: exported.wholeTriangles,
    warnings: noted.warnings,
    lost: [...lossesOfReading(read.lost, job.targetFormat), ...exported.lost],
    timingsMs: { ...stopwatch.timingsMs, ...exported.timingsMs },
  };
}

/** What a model is made of, in its own unit and frame. */
async function inspectMesh(
  job: EngineJob,
  limits: EngineLimits,
  tell: Tell,
  assimp: string | undefined,
): Promise<Omit<Inspection, 'engine'>> {
  tell('validating', 0);
  const read = await readSource(job, limits, (fraction) => tell('reading', fraction), assimp);
  const onMeasuring: OnFraction = (fraction) => tell('converting', fraction);
  const { measures, open } = examineModel(read.model, read.format, onMeasuring);
  requireGeometry(measures);
  const warnings = [
    ...read.warnings,
    ...read.lost.map(({ what, count, why }) => `${what} (${count}): ${why}`),
  ];
  if (!read.model.unitKnown) warnings.push(...assumptions(read.format, job.options));
  return { measures, ...meshTree(read.model), problems: meshProblems(measures, open), warnings };
}

function requireGeometry(measures: Measures): Measures {
  if (!measures.triangles) throw new Problem('input_no_geometry');
  if (![...measures.bounds!.min, ...measures.bounds!.max].every(Number.isFinite)) throw tooFar();
  return measures;
}

/** What the options leave open of a format that says neither its unit nor its up-axis. */
function assumptions(format: FormatId, { source_unit, source_up_axis }: MeshOptions): string[] {
  const file = `The ${format.toUpperCase()} file`;
  if (source_unit === undefined) {
    const axis = source_up_axis === undefined ? ' and Z-up' : '';
    return [`${file} names no unit: millimetres${axis} were assumed.`];
  }
  return source_up_axis === undefined ? [`${file} does not say which axis is up: Z-up was assumed.`] : [];
}

/** Programs show the names of nodes; a file that names none gets the name of the upload. */
function named(model: MeshModel, { targetFormat, modelName }: EngineJob): MeshModel {
  const shown = model.nodes.filter(({ mesh }) => mesh !== undefined);
  const isNamed = shown.some((node) => nodeName(node, model.meshes));
  if (isNamed || model.unitKnown || meshTarget(targetFormat).structure !== 'tree') return model;
  const names = partNames(
    shown.map(() => undefined),
    modelName,
  );
  let next = 0;
  const nodes = model.nodes.map((node) =>
    node.mesh === undefined ? node : { ...node, name: names[next++]! },
  );
  return { ...model, nodes };
}
