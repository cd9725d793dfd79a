import { readFileSync } from 'node:fs';
import type { EngineJob } from '../../domain/engine-port.ts';
import type { FormatId } from '../../domain/formats.ts';
import { Problem } from '../../domain/problem.ts';
import type { Report } from '../../domain/report.ts';
import type { EngineLimits, EngineModule, Tell } from '../engine-module.ts';
import { startStopwatch } from '../stopwatch.ts';
import { exportMesh } from './export-mesh.ts';
import { tooFar } from './limits.ts';
import type { MeshModel } from './model.ts';
import { partNames } from './part-names.ts';
import { readMesh } from './read-mesh.ts';
import type { MeshOptions } from './read-result.ts';
import { measure } from './tools/measure.ts';

const VERSION = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** Triangles to triangles, and to STEP of flat faces. The same format in and out normalises the file. */
export const meshEngine: EngineModule = {
  name: 'converto-mesh',
  version: VERSION,
  warm: async () => void (await Promise.all([import('./gltf/read-gltf.ts'), import('./gltf/write-gltf.ts')])),
  convert: convertMesh,
};

async function convertMesh(job: EngineJob, limits: EngineLimits, tell: Tell): Promise<Report> {
  const { sourceFormat, sourcePath, options } = job;
  const stopwatch = startStopwatch();
  tell('validating', 0); // the readers check what they read while they read it
  const read = await readMesh(sourcePath, sourceFormat, options, limits, (fraction) =>
    tell('reading', fraction),
  );
  const source = measure(read.model, sourceFormat);
  if (!source.triangles) throw new Problem('input_no_geometry');
  if (![...source.bounds!.min, ...source.bounds!.max].every(Number.isFinite)) throw tooFar();
  stopwatch.lap('reading');

  const warnings = [...read.warnings];
  if (!read.model.unitKnown) warnings.push(...assumptions(sourceFormat, options));
  const noted = { warnings };
  const exported = await exportMesh(named(read.model, job), job, limits, tell, noted);
  return {
    source,
    target: exported.target,
    warnings: noted.warnings,
    lost: [...read.lost, ...exported.lost],
    engine: { name: 'converto-mesh', version: VERSION },
    timingsMs: { ...stopwatch.timingsMs, ...exported.timingsMs },
  };
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

/** glTF programs show the name of a node; a file that names none gets the name of the upload. */
function named(model: MeshModel, { targetFormat, modelName }: EngineJob): MeshModel {
  const shown = model.nodes.filter(({ mesh }) => mesh !== undefined);
  const isNamed = shown.some(({ name, mesh }) => name ?? model.meshes[mesh!]!.name);
  if (isNamed || model.unitKnown || (targetFormat !== 'glb' && targetFormat !== 'gltf')) return model;
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
