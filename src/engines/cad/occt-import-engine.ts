import type { EngineJob } from '../../domain/engine-port.ts';
import { FORMATS } from '../../domain/formats.ts';
import { Problem } from '../../domain/problem.ts';
import type { Loss, Report } from '../../domain/report.ts';
import type { EngineLimits, EngineModule, Tell } from '../engine-module.ts';
import { exportMesh } from '../mesh/export-mesh.ts';
import { refuseBigTree } from '../mesh/refuse-big-source.ts';
import { startStopwatch } from '../stopwatch.ts';
import type { CadFacts } from './cad-facts.ts';
import { checkSource, frameOfModel } from './cad-frame.ts';
import {
  type ImportedMesh,
  type ImportParameters,
  loadOcctImport,
  type OcctImport,
} from './load-occt-import.ts';
import { lostInMeshing } from './lost-in-meshing.ts';
import { measureImport } from './measure-import.ts';
import { modelOfImport } from './model-of-import.ts';
import { failureOf } from './occt-failure.ts';
import { packageVersion } from './package-version.ts';
import type { CadFormat } from './read-cad.ts';
import { readSource } from './read-source.ts';
import { tessellationOf } from './tessellation.ts';

const VERSION = packageVersion('occt-import-js');

let loading: Promise<OcctImport> | undefined;

function load(): Promise<OcctImport> {
  loading ??= loadOcctImport();
  return loading;
}

/** CAD to triangles: STEP, IGES and BREP to every mesh format. */
export const occtImportEngine: EngineModule = {
  name: 'occt-import',
  version: VERSION,
  warm: async () => void (await load()),
  convert: async (job, limits, tell) => convertToMesh(await load(), job, limits, tell),
};

async function convertToMesh(
  occt: OcctImport,
  job: EngineJob,
  limits: EngineLimits,
  tell: Tell,
): Promise<Report> {
  const format = cadFormat(job.sourceFormat);
  const stopwatch = startStopwatch();

  tell('validating', 0);
  const bytes = await readSource(job.sourcePath);
  const facts = checkSource(format, bytes, job.options, (share) => tell('validating', share));
  stopwatch.lap('validating');

  tell('reading'); // one call that reads and meshes; nobody knows how far it is
  const result = tessellate(occt, format, bytes, importParameters(format, job.options));
  const meshes = result.meshes.filter(({ index }) => index.array.length > 0);
  if (meshes.length === 0) throw new Problem('input_no_geometry');
  const model = modelOfImport(result, {
    ...(isGltf(job) ? { modelName: job.modelName } : {}),
    ...frameOfModel(format, facts, job.options),
    doubleSided: facts.allSolid === false && isGltf(job),
  });
  refuseBigTree(model.nodes, limits);
  const source = measureImport(meshes, facts, model, format);
  stopwatch.lap('reading');

  const noted = { warnings: [...facts.warnings] };
  const exported = await exportMesh(model, job, limits, tell, noted);
  return {
    source,
    target: exported.target,
    wholeTriangles: exported.wholeTriangles,
    warnings: noted.warnings,
    lost: [...exported.lost, ...lostHere(meshes, facts)],
    engine: { name: 'occt-import', version: VERSION },
    timingsMs: { ...stopwatch.timingsMs, ...exported.timingsMs },
  };
}

function cadFormat(format: EngineJob['sourceFormat']): CadFormat {
  if (format === 'step' || format === 'iges' || format === 'brep') return format;
  throw new RangeError(`the occt-import engine does not read ${FORMATS[format].name}`);
}

/** STL, OBJ and PLY know no sides of a surface and have names of their own: ours would be reported as lost. */
const isGltf = ({ targetFormat }: EngineJob): boolean => targetFormat === 'glb' || targetFormat === 'gltf';

/** From the options of src/engines/options.ts; these have been validated. */
export function importParameters(format: CadFormat, options: EngineJob['options']): ImportParameters {
  const { linearDeflection, relative, angularDeflection } = tessellationOf(format, options);
  return {
    linearUnit: 'millimeter',
    linearDeflectionType: relative ? 'bounding_box_ratio' : 'absolute_value',
    linearDeflection,
    angularDeflection: (angularDeflection * Math.PI) / 180,
  };
}

function tessellate(occt: OcctImport, format: CadFormat, bytes: Buffer, parameters: ImportParameters) {
  try {
    const result = occt.ReadFile(format, bytes, parameters);
    if (result.success) return result;
  } catch (thrown) {
    throw failureOf(thrown, (address) => `a C++ exception at ${address}`, occt.lastWords());
  }
  throw new Problem('engine_failed', { cause: new Error('occt-import-js could not read the file') });
}

const NATIVE_SEES_MORE = 'The native CAD engine reads them: converto engines install.';

function lostHere(meshes: readonly ImportedMesh[], facts: CadFacts): Loss[] {
  const faces = meshes.flatMap((mesh) => mesh.brep_faces);
  const { colouredFaces = 0, colouredInnerUses = 0, transparent = 0 } = facts;
  return [
    {
      what: 'face colours',
      count: Math.max(0, colouredFaces - faces.filter(({ color }) => color !== null).length),
      why: `In assemblies, this engine sees the colours of whole parts only. ${NATIVE_SEES_MORE}`,
    },
    ...lostInMeshing(faces.filter(({ first, last }) => last < first).length, facts),
    {
      what: 'colours of single uses',
      count: colouredInnerUses,
      why: `Within assemblies, uses are shown in the colours of what they use. ${NATIVE_SEES_MORE}`,
    },
    {
      what: 'transparent colours',
      count: transparent,
      why: `This engine reads all colours as opaque. ${NATIVE_SEES_MORE}`,
    },
  ].filter(({ count }) => count > 0);
}
