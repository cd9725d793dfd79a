import { Problem } from '../../../../domain/problem.ts';
import type { EngineLimits } from '../../../engine-module.ts';
import { tooManyTriangles, tooManyVertices } from '../../limits.ts';
import type { Numbers } from '../layer/layer.ts';
import type { StagePrim } from '../stage/stage-prim.ts';

/** The faces of a UsdGeomMesh. */
export interface Topology {
  /** Corners of each face. */
  counts: Numbers;
  /** Points of all corners. */
  indices: Numbers;
  /** Faces that are left out. */
  holes: ReadonlySet<number>;
  /** They turn clockwise seen from outside. */
  isLeftHanded: boolean;
}

/**
 * Throws `input_malformed` where the lists do not fit together, and `input_limit_exceeded`.
 * @returns undefined where the mesh has no face
 */
export function readTopology(prim: StagePrim, points: number, limits: EngineLimits): Topology | undefined {
  const counts = prim.array('faceVertexCounts')?.numbers ?? new Int32Array(0);
  const indices = prim.array('faceVertexIndices')?.numbers ?? new Int32Array(0);
  if (counts.length === 0 || points === 0) return undefined;
  let corners = 0;
  let triangles = 0;
  for (const count of counts) {
    if (!(count >= 0)) throw malformed(prim, 'has a face with a negative number of corners');
    corners += count;
    triangles += Math.max(0, count - 2);
  }
  if (corners !== indices.length)
    throw malformed(prim, 'lists another number of corners than its faces have');
  if (triangles > limits.maxTriangles) throw tooManyTriangles(triangles, limits);
  if (points > limits.maxVertices) throw tooManyVertices(points, limits);
  for (const index of indices) {
    if (!(index >= 0 && index < points)) throw malformed(prim, 'has a face with a point that does not exist');
  }
  return {
    counts,
    indices,
    holes: new Set(prim.array('holeIndices')?.numbers ?? []),
    isLeftHanded: prim.text('orientation') === 'leftHanded',
  };
}

export const malformed = ({ path }: StagePrim, what: string): Problem =>
  new Problem('input_malformed', { detail: `The USD mesh ${path.slice(-200)} ${what}. Export it again.` });
