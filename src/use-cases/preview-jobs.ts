import type { Conversion } from '../domain/conversion.ts';
import type { Capability, Engine, EngineJob } from '../domain/engine-port.ts';
import type { FormatId } from '../domain/formats.ts';
import type { Report } from '../domain/report.ts';
import { resultFormat } from '../domain/result-format.ts';

export interface ViewedFiles {
  originalPath: string;
  convertedPath: string;
  /** Of the conversion. */
  report: Report;
}

/** What is shown, as a job without its place. */
export type PreviewJob = Omit<EngineJob, 'targetPath'>;

/** In pixels, of the longer side. */
const TEXTURE_SIZE = 1024;

/** Undefined where nothing here reads the original as a mesh. */
export function jobOfOriginal(
  engine: Pick<Engine, 'capabilities'>,
  { sourceFormat, options }: Conversion,
  { originalPath }: ViewedFiles,
  triangles: number,
): PreviewJob | undefined {
  const pair = pairToGlb(engine, sourceFormat);
  if (pair === undefined) return undefined;
  const given = Object.entries(options).filter(([name]) => pair.sourceOptions.includes(name));
  return jobOf(pair, originalPath, Object.fromEntries(given), triangles);
}

/** Undefined where the result is several models, or nothing here reads it as a mesh. */
export function jobOfConverted(
  engine: Pick<Engine, 'capabilities'>,
  { targetFormat, options }: Conversion,
  { convertedPath, report }: ViewedFiles,
  triangles: number,
): PreviewJob | undefined {
  if (options.explode === true) return undefined;
  const pair = pairToGlb(engine, resultFormat(targetFormat, options).id);
  const { unit, upAxis } = report.target;
  const frame = { source_unit: unit, source_up_axis: upAxis };
  return pair && jobOf(pair, convertedPath, frame, triangles);
}

const pairToGlb = (engine: Pick<Engine, 'capabilities'>, source: FormatId): Capability | undefined =>
  engine.capabilities().find((pair) => pair.source === source && pair.target === 'glb');

function jobOf(pair: Capability, sourcePath: string, reading: object, triangles: number): PreviewJob {
  const wanted = {
    ...reading,
    quality: 'draft',
    simplify_triangles: triangles,
    simplify_error: 1,
    texture_size: TEXTURE_SIZE,
    compression: 'meshopt',
  };
  const taken = Object.entries(wanted).filter(([name, value]) => takes(pair, name, value));
  return {
    sourceFormat: pair.source,
    targetFormat: 'glb',
    sourcePath,
    modelName: 'preview',
    options: Object.fromEntries(taken),
  };
}

const takes = (pair: Capability, name: string, value: unknown): boolean =>
  pair.checkOptions({ [name]: value }).length === 0;
