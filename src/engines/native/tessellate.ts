import { join } from 'node:path';
import type { EngineJob } from '../../domain/engine-port.ts';
import { Problem } from '../../domain/problem.ts';
import { METRES_PER_UNIT, type Measures, mapBounds, type Report } from '../../domain/report.ts';
import type { CadFacts } from '../cad/cad-facts.ts';
import { checkSource, frameOfModel } from '../cad/cad-frame.ts';
import { lostInMeshing } from '../cad/lost-in-meshing.ts';
import type { CadFormat } from '../cad/read-cad.ts';
import { readSource } from '../cad/read-source.ts';
import { sewingNotes } from '../cad/sewn.ts';
import { tessellationOf } from '../cad/tessellation.ts';
import type { EngineLimits, Tell } from '../engine-module.ts';
import { exportMesh } from '../mesh/export-mesh.ts';
import type { MeshModel } from '../mesh/model.ts';
import { boundsOf } from '../mesh/tools/bounds.ts';
import { ColourCount } from '../mesh/tools/count-colours.ts';
import { withScratchFolder } from '../scratch-folder.ts';
import { startStopwatch } from '../stopwatch.ts';
import { type HostProgress, type MeshCounts, readMeshCounts, treeLimits } from './host-protocol.ts';
import { modelOfGlb } from './model-of-glb.ts';
import type { WarmHost } from './warm-host.ts';

/** Of the stage `reading`; the rest is meshing. */
const READING_SHARE = 0.6;

type Made = Omit<Report, 'engine'>;

/** Surfaces to triangles: OCCT makes them, our own code writes them and reads them back. */
export async function tessellate(
  host: WarmHost,
  job: EngineJob,
  format: CadFormat,
  limits: EngineLimits,
  tell: Tell,
): Promise<Made> {
  const stopwatch = startStopwatch();
  return withScratchFolder(job.targetPath, async (folder) => {
    const { facts, counts } = await meshInHost(host, job, format, folder, limits, tell);
    const isGltf = job.targetFormat === 'glb' || job.targetFormat === 'gltf';
    const model = await modelOfGlb(join(folder, 'out.glb'), limits, {
      ...(isGltf ? { modelName: job.modelName } : {}),
      ...frameOfModel(format, facts, job.options),
      doubleSided: counts.meshed.looseFaces > 0 && isGltf,
    });
    const source = measureSource(model, counts, facts, format);
    stopwatch.lap('reading');
    const noted = { warnings: [...facts.warnings, ...sewingNotes(counts.sewn, counts.found.faces)] };
    const exported = await exportMesh(model, job, limits, tell, noted);
    return {
      source,
      target: exported.target,
      wholeTriangles: exported.wholeTriangles,
      warnings: noted.warnings,
      lost: [
        ...exported.lost,
        ...lostInMeshing(counts.meshed.unmeshedFaces, facts).filter(({ count }) => count > 0),
      ],
      timingsMs: { ...stopwatch.timingsMs, ...exported.timingsMs },
    };
  });
}

async function meshInHost(
  host: WarmHost,
  job: EngineJob,
  format: CadFormat,
  folder: string,
  limits: EngineLimits,
  tell: Tell,
): Promise<{ facts: CadFacts; counts: MeshCounts }> {
  tell('validating', 0);
  const bytes = await readSource(job.sourcePath);
  const request = {
    operation: 'mesh',
    source: job.sourcePath,
    format,
    folder,
    tessellation: tessellationOf(format, job.options),
    mostTriangles: limits.maxTriangles,
    limits: treeLimits(limits),
    options: { sewing_tolerance: job.options.sewing_tolerance }, // a line to the host ends at 64 KiB
  } as const;
  const onProgress: HostProgress = (stage, share) =>
    tell(
      'reading',
      stage === 'reading' ? share * READING_SHARE : READING_SHARE + share * (1 - READING_SHARE),
    );
  const check = () => checkSource(format, bytes, job.options, () => {});
  // OCCT crashes on truncated IGES, so only a STEP file is looked at while it reads.
  const [result, facts] =
    format === 'step'
      ? await host.askWhile(request, onProgress, check)
      : await checkFirst(host, request, onProgress, check);
  const counts = readMeshCounts(result);
  if (counts === undefined)
    throw new Problem('engine_crashed', { cause: new Error('no counts from the host') });
  return { facts, counts };
}

async function checkFirst<T>(
  host: WarmHost,
  request: Parameters<WarmHost['ask']>[0],
  onProgress: HostProgress,
  check: () => T,
) {
  const checked = check();
  return [await host.ask(request, onProgress), checked] as const;
}

/** Area and volume would cost as much as all the rest. */
function measureSource(model: MeshModel, counts: MeshCounts, facts: CadFacts, format: CadFormat): Measures {
  const perUnit = METRES_PER_UNIT[facts.unit] / METRES_PER_UNIT[model.unit];
  return {
    format,
    parts: model.nodes.filter(({ mesh }) => mesh !== undefined).length,
    bodies: counts.found.solids,
    faces: counts.found.faces,
    bounds: mapBounds(boundsOf(model), (value) => value / perUnit),
    unit: facts.unit,
    upAxis: model.upAxis,
    colours: countColours(model),
  };
}

function countColours(model: MeshModel): number {
  const colours = new ColourCount();
  for (const { primitives } of model.meshes) {
    for (const primitive of primitives) colours.add(primitive, model.materials);
  }
  return colours.size;
}
