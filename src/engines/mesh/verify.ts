import type { EngineJob } from '../../domain/engine-port.ts';
import { Problem } from '../../domain/problem.ts';
import type { Measures } from '../../domain/report.ts';
import type { EngineLimits } from '../engine-module.ts';
import { outputFault } from '../output-fault.ts';
import type { ReadBack } from './mesh-target.ts';
import type { MeshModel } from './model.ts';
import type { OnFraction } from './read-result.ts';
import { meshTarget } from './targets.ts';
import { areaOf } from './tools/area.ts';
import { boundsOf } from './tools/bounds.ts';
import { countFlattened } from './tools/flatten.ts';
import { countPolygons } from './tools/polygons.ts';

/** Bounds may differ by this share of the largest coordinate: text formats and matrices round. */
const BOUNDS_TOLERANCE = 1e-5;
/** Of the area of flat faces, which leave out what is below their tolerance: wrinkles and slivers. */
const AREA_TOLERANCE = 1e-3;

/** Reads the written file back and compares it with what was to be written. Throws `output_invalid`. */
export async function verifyTarget(
  written: MeshModel,
  job: EngineJob,
  limits: EngineLimits,
  onFraction: OnFraction,
): Promise<ReadBack> {
  const verified = await meshTarget(job.targetFormat)
    .readBack(job, limits, onFraction, written)
    .catch((cause: unknown) => {
      throw outputFault(cause);
    });
  const { imprecision } = meshTarget(job.targetFormat);
  compare(written, verified.target, (await imprecision?.(written, job.options)) ?? 0);
  comparePolygons(written, verified.after.polygons);
  onFraction(1);
  return verified;
}

function compare(written: MeshModel, target: Measures, imprecision: number): void {
  const { triangles } = countFlattened(written);
  if (target.triangles !== undefined && target.triangles !== triangles) {
    throw invalid(`${target.triangles} triangles were read back where ${triangles} were written`);
  }
  if (!(target.triangles ?? target.faces)) throw invalid('no triangle was read back');
  if (!Number.isFinite(target.area ?? 0))
    throw invalid('the file that was read back has a point without a place');
  if (target.faces !== undefined) compareArea(written, target.area ?? 0);
  const expected = boundsOf(written);
  const seen = target.bounds;
  if (seen === undefined) throw invalid('the file that was read back has no bounds');
  const largest = Math.max(...expected.min.map(Math.abs), ...expected.max.map(Math.abs));
  for (let axis = 0; axis < 3; axis += 1) {
    const off = Math.max(
      Math.abs(seen.min[axis]! - expected.min[axis]!),
      Math.abs(seen.max[axis]! - expected.max[axis]!),
    );
    if (!(off <= largest * BOUNDS_TOLERANCE + imprecision))
      throw invalid(`the bounds differ by ${off} along axis ${axis}`);
  }
}

/** @param seen how many were read back; undefined: the format cannot say */
function comparePolygons(written: MeshModel, seen: number | undefined): void {
  if (seen === undefined) return;
  // As they are stored: once, however many nodes show them.
  const shown = new Set(written.nodes.map(({ mesh }) => mesh).filter((mesh) => mesh !== undefined));
  let expected = 0;
  for (const mesh of shown) {
    for (const primitive of written.meshes[mesh]!.primitives) expected += countPolygons(primitive);
  }
  if (seen !== expected) throw invalid(`${seen} polygons were read back where ${expected} were written`);
}

function compareArea(written: MeshModel, seen: number): void {
  const expected = areaOf(written);
  if (Math.abs(seen - expected) <= AREA_TOLERANCE * expected) return;
  throw invalid(`the faces have an area of ${seen} where the triangles have ${expected}`);
}

const invalid = (reason: string): Problem => new Problem('output_invalid', { cause: new Error(reason) });
