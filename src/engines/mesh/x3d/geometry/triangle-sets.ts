import type { EngineLimits } from '../../../engine-module.ts';
import { flagOf, numbersOf, type SceneNode } from '../syntax/scene-node.ts';
import { type Attribute, FaceLists, type FaceSet } from './face-set.ts';
import { checkIndices, coloursOf, malformed, normalsOf, pointsOf, uvsOf } from './vertex-lists.ts';

/** TriangleSet, TriangleFanSet, TriangleStripSet, QuadSet and their indexed forms (ISO/IEC 19775-1, 11.4 and 32.4). */
export const isTriangleSet = (type: string): boolean =>
  /^(Indexed)?(Triangle(Fan|Strip)?|Quad)Set$/.test(type);

export function readTriangleSet(node: SceneNode, limits: EngineLimits): FaceSet | undefined {
  const points = pointsOf(node, limits);
  if (points === undefined) return undefined;
  const lists = new FaceLists(limits);
  const kind = /Fan|Strip|Quad/.exec(node.type)?.[0] ?? '';
  for (const run of runsOf(node, points.length / 3, kind)) addRun(lists, run, kind);
  checkIndices(node, 'point', lists.corners.view(), points.length / 3);
  const isPerVertex = flagOf(node, 'normalPerVertex', true);
  const normals = normalsOf(node);
  const uvs = uvsOf(node);
  const colours = coloursOf(node);
  const shared = (attribute: Attribute, noun: string): Attribute => {
    const count = attribute.values.length / attribute.width;
    if (count < points.length / 3) checkIndices(node, noun, lists.corners.view(), count);
    return { ...attribute, indices: lists.corners.view() };
  };
  return {
    points,
    sizes: lists.sizes,
    corners: lists.corners,
    ...(normals && { normals: isPerVertex ? shared(normals, 'normal') : forFaces(node, normals, lists) }),
    ...(uvs && { uvs: shared(uvs, 'texture coordinate') }),
    ...(colours && { colours: shared(colours, 'colour') }),
    ccw: flagOf(node, 'ccw', true),
    solid: flagOf(node, 'solid', true),
    // Without normals those of all triangles about a point are to be averaged.
    creaseAngle: isPerVertex ? Math.PI : 0,
  };
}

/** The numbers of points, in runs of one fan or strip each; all of them in one run for triangles and quads. */
function runsOf(node: SceneNode, pointCount: number, kind: string): Iterable<ArrayLike<number>> {
  if (node.type.startsWith('Indexed')) {
    const index = numbersOf(node, 'index');
    if (!index.every((value) => Number.isInteger(value))) throw malformed(node, 'refers to half a point');
    return kind === 'Fan' || kind === 'Strip' ? splitAtEnds(index) : [index.filter((value) => value >= 0)];
  }
  if (kind !== 'Fan' && kind !== 'Strip') return [Uint32Array.from({ length: pointCount }, (_, at) => at)];
  const counts = numbersOf(node, `${kind.toLowerCase()}Count`);
  return countedRuns(node, counts, pointCount);
}

function* splitAtEnds(index: Float64Array): Generator<Float64Array> {
  for (let start = 0; start < index.length; ) {
    let end = start;
    while (end < index.length && index[end]! >= 0) end += 1;
    yield index.subarray(start, end);
    start = end + 1;
  }
}

function* countedRuns(node: SceneNode, counts: Float64Array, pointCount: number): Generator<Uint32Array> {
  let start = 0;
  for (const count of counts) {
    if (!(count >= 3 && Number.isInteger(count) && start + count <= pointCount)) {
      throw malformed(node, `has a fan or strip of ${count} points where ${pointCount - start} are left`);
    }
    yield Uint32Array.from({ length: count }, (_, at) => start + at);
    start += count;
  }
}

/** Points that are left over make no face. */
function addRun(lists: FaceLists, run: ArrayLike<number>, kind: string): void {
  const step = kind === 'Quad' ? 4 : kind === '' ? 3 : 1;
  const size = kind === 'Quad' ? 4 : 3;
  for (let at = 0; at + size <= run.length; at += step) {
    if (kind === 'Quad') lists.add(run[at]!, run[at + 1]!, run[at + 2]!, run[at + 3]!);
    else if (kind === 'Fan') lists.add(run[0]!, run[at + 1]!, run[at + 2]!);
    else if (kind === 'Strip' && at % 2 === 1) lists.add(run[at + 1]!, run[at]!, run[at + 2]!);
    else lists.add(run[at]!, run[at + 1]!, run[at + 2]!);
  }
}

function forFaces(node: SceneNode, normals: Attribute, { sizes, corners }: FaceLists): Attribute {
  const indices = new Uint32Array(corners.length);
  let at = 0;
  for (let face = 0; face < sizes.length; face += 1) {
    for (let end = at + sizes.view()[face]!; at < end; at += 1) indices[at] = face;
  }
  checkIndices(node, 'normal', indices, normals.values.length / 3);
  return { ...normals, indices };
}
