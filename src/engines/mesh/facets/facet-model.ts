import { FORMATS, type FormatId } from '../../../domain/formats.ts';
import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { type Mesh, type MeshModel, triangleCount } from '../model.ts';
import { counted, type OnFraction } from '../read-result.ts';
import { countFlattened, worldMatrices } from '../tools/flatten.ts';
import { bySizes, inSteps, untold } from '../tools/shares.ts';
import { TupleIndex } from '../tools/tuple-index.ts';
import type { EdgeTable, FaceTable } from './face-table.ts';
import { mendSlivers } from './mend-slivers.ts';
import { mergeFaces } from './merge-faces.ts';
import { type Nesting, nestShells } from './nest-shells.ts';
import { partGeometry } from './part-geometry.ts';
import { type SplitPart, splitBodies } from './split-bodies.ts';

/** A closed or open surface: its faces and edges are those from one number up to another. */
export interface FacetShell {
  faces: readonly [from: number, to: number];
  edges: readonly [from: number, to: number];
}

export interface FacetBody {
  /** A solid; otherwise a surface with one shell. */
  closed: boolean;
  /** The outer one, then those of cavities, which face into them. */
  shells: readonly [FacetShell, ...FacetShell[]];
  /** Some of its edges join the same two points: it touches itself there, or is cut open because it has no sides. */
  tangled: boolean;
}

/** Making them takes about this share of the time until their file is written. */
export const FACETED = 0.5;
/** So many edges and faces are written within some milliseconds. */
export const TELL_EVERY = 512;

/** One part as flat faces, ready to be written as a B-rep. */
export interface FacetPart {
  /** x, y, z in the unit of the model. */
  points: Float64Array;
  faces: FaceTable;
  bodies: readonly FacetBody[];
}

export interface FacetModel {
  /** By the index of the node. */
  parts: ReadonlyMap<number, FacetPart>;
  /** Of all parts. */
  faces: number;
  /** The largest coordinate. */
  size: number;
  /** How far any point of the mesh lies from the plane of its face. */
  deviation: number;
  warnings: string[];
}

/** What the options of a conversion say about faces. */
export interface FacetOptions {
  target: FormatId;
  /** Neighbours in one plane become one face. */
  merge: boolean;
}

/**
 * Makes faces, solids and open shells of all parts of a model. Throws `target_limit_exceeded` where there are more
 * faces than `limits.maxFacetedFaces`: what reads such files needs far longer for each face than it took to write it.
 */
export function facetModel(
  model: MeshModel,
  { target, merge }: FacetOptions,
  limits: EngineLimits,
  onFraction: OnFraction = untold,
): FacetModel {
  const parts = new Map<number, FacetPart>();
  const solved: { split: SplitPart; nesting: Nesting }[] = [];
  const matrices = worldMatrices(model.nodes);
  const nextPart = bySizes(countFlattened(model).triangles, onFraction);
  let faces = 0;
  let size = 0;
  let deviation = 0;
  for (const [index, { mesh }] of model.nodes.entries()) {
    if (mesh === undefined) continue;
    const nextStep = inSteps(4, nextPart(countTriangles(model.meshes[mesh]!)));
    const geometry = partGeometry(model.meshes[mesh]!, matrices[index], nextStep());
    mendSlivers(geometry, nextStep());
    if (geometry.triangles.length === 0) continue;
    size = Math.max(size, largestCoordinate(geometry.points, geometry.triangles));
    refuseInfinite(size, target);
    const split = splitBodies(geometry, nextStep());
    const nesting = nestShells(geometry, split);
    const { faces: table, bodyFaces, bodyEdges } = mergeFaces(geometry, split, merge, nextStep());
    solved.push({ split, nesting });
    const { points } = geometry;
    parts.set(index, {
      points,
      faces: table,
      bodies: listBodies(split, nesting, table, bodyFaces, bodyEdges),
    });
    faces += table.count;
    deviation = table.deviations.reduce((most, each) => Math.max(most, each), deviation);
  }
  if (parts.size === 0)
    throw new Problem('output_invalid', { detail: 'The model has no triangle to write.' });
  if (faces > limits.maxFacetedFaces) throw tooManyFaces(faces, target, merge, limits);
  return { parts, faces, size, deviation, warnings: warningsOf(solved) };
}

/** Edges and faces of all parts. */
export function countItems({ parts, faces }: FacetModel): number {
  let items = faces;
  for (const part of parts.values()) items += part.faces.edges.count;
  return items;
}

/** Readers take points that are nearer than this as one: a power of ten far below the size of the model. */
export function resolutionOf({ size, deviation }: FacetModel): number {
  const bySize = Math.floor(Math.log10(size || 1)) - 8;
  const byDeviation = deviation > 0 ? Math.ceil(Math.log10(deviation)) : bySize;
  return Number(`1e${Math.min(-3, Math.max(-7, bySize, byDeviation))}`);
}

const countTriangles = ({ primitives }: Mesh): number =>
  primitives.reduce((sum, primitive) => sum + triangleCount(primitive), 0);

function listBodies(
  { bodies }: SplitPart,
  { cavityOf }: Nesting,
  { edges }: FaceTable,
  bodyFaces: Uint32Array,
  bodyEdges: Uint32Array,
): FacetBody[] {
  const shells = bodies.map(
    (_, index): FacetShell => ({
      faces: [bodyFaces[index]!, bodyFaces[index + 1]!],
      edges: [bodyEdges[index]!, bodyEdges[index + 1]!],
    }),
  );
  const cavities = shells.map((): FacetShell[] => []);
  for (const [index, outer] of cavityOf.entries()) if (outer !== -1) cavities[outer]!.push(shells[index]!);
  return bodies.flatMap(({ closed }, index): FacetBody[] => {
    if (cavityOf[index] !== -1) return [];
    const own: FacetBody['shells'] = [shells[index]!, ...cavities[index]!];
    return [{ closed, shells: own, tangled: isTangled(own, edges) }];
  });
}

function isTangled(shells: FacetBody['shells'], { ends }: EdgeTable): boolean {
  const count = shells.reduce((sum, { edges: [from, to] }) => sum + to - from, 0);
  const pairs = new TupleIndex(3, count);
  for (const { edges } of shells) {
    for (let edge = edges[0]; edge < edges[1]; edge++) {
      const [from, to] = [ends[2 * edge]!, ends[2 * edge + 1]!];
      pairs.add3(Math.min(from, to), Math.max(from, to), 0);
    }
  }
  return pairs.count < count;
}

function largestCoordinate(points: Float64Array, triangles: Uint32Array): number {
  let largest = 0;
  for (const point of triangles) {
    for (let at = point * 3; at < point * 3 + 3; at++) largest = Math.max(largest, Math.abs(points[at]!));
  }
  return largest;
}

function refuseInfinite(size: number, target: FormatId): void {
  if (Number.isFinite(size)) return;
  throw new Problem('target_limit_exceeded', {
    detail: `A coordinate is too large for a number of ${FORMATS[target].name}. Scale the model down.`,
  });
}

function tooManyFaces(faces: number, target: FormatId, merge: boolean, limits: EngineLimits): Problem {
  const merged = merge ? ' once neighbours in one plane are merged' : '';
  const simplify = 'implify the model (simplify_ratio, simplify_triangles)';
  const advice = merge ? `S${simplify}` : `Leave merge_coplanar on, s${simplify}`;
  return new Problem('target_limit_exceeded', {
    detail:
      `The model has ${faces} flat faces${merged}; as ${FORMATS[target].name} this server writes at most ` +
      `${limits.maxFacetedFaces}. ${advice}, or choose a mesh format.`,
  });
}

/** Closed bodies that faced inwards, and bound no cavity. */
const countInward = ({ split, nesting }: { split: SplitPart; nesting: Nesting }): number =>
  split.bodies.filter(({ closed, volume }, index) => closed && volume < 0 && nesting.cavityOf[index] === -1)
    .length;

function warningsOf(solved: readonly { split: SplitPart; nesting: Nesting }[]): string[] {
  const bodies = solved.flatMap(({ split }) => split.bodies);
  const open = bodies.filter(({ closed }) => !closed).length;
  const turned = solved.reduce((sum, { split }) => sum + split.turned, 0);
  const inward = solved.reduce((sum, each) => sum + countInward(each), 0);
  const crowded = solved.reduce((sum, { split }) => sum + split.crowdedEdges, 0);
  const crossing = solved.reduce((sum, { nesting }) => sum + nesting.crossing, 0);
  const warnings: string[] = [];
  if (open > 0) {
    const which = `${open} of ${bodies.length} bodies ${open === 1 ? 'is' : 'are'} not closed`;
    warnings.push(`${which}: written as open shells, not as solids.`);
  }
  if (turned > 0)
    warnings.push(`${counted(turned, 'triangle')} turned round so as to face the way the neighbours do.`);
  if (inward > 0)
    warnings.push(`${inward} closed ${inward === 1 ? 'body' : 'bodies'} faced inwards: turned outwards.`);
  if (crowded > 0)
    warnings.push(
      `More than two triangles meet at ${counted(crowded, 'edge')}, so that it is not clear what is inside.`,
    );
  if (crossing > 0)
    warnings.push(
      `${counted(crossing, 'closed surface')} inside another crossing it: written as solids, not as cavities.`,
    );
  return warnings;
}
