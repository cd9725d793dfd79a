import type { EngineLimits } from '../../../engine-module.ts';
import { tooManyVertices } from '../../limits.ts';
import { flagOf, numberOf, numbersOf, type SceneNode } from '../syntax/scene-node.ts';
import { type Attribute, FaceLists, type FaceSet } from './face-set.ts';
import { checkIndices, coloursOf, malformed, normalsOf, uvsOf } from './vertex-lists.ts';

/** ISO/IEC 19775-1, 13.3.4: heights over a grid in x and z. Its quads need not be flat. */
export function readElevationGrid(
  node: SceneNode,
  wantsUvs: boolean,
  limits: EngineLimits,
): FaceSet | undefined {
  const width = numberOf(node, 'xDimension', 0);
  const depth = numberOf(node, 'zDimension', 0);
  const heights = numbersOf(node, 'height');
  if (!(Number.isInteger(width) && Number.isInteger(depth) && width >= 0 && depth >= 0)) {
    throw malformed(node, 'has a dimension that is no count');
  }
  if (width < 2 || depth < 2) return undefined;
  if (width * depth > limits.maxVertices) throw tooManyVertices(width * depth, limits);
  if (heights.length < width * depth) {
    throw malformed(node, `has ${heights.length} heights where ${width} × ${depth} are needed`);
  }
  const points = gridPoints(node, width, depth, heights);
  const lists = new FaceLists(limits);
  for (let z = 0; z + 1 < depth; z += 1) {
    for (let x = 0; x + 1 < width; x += 1) {
      const at = z * width + x;
      lists.add(at, at + width, at + width + 1, at + 1);
    }
  }
  const forEach = (attribute: Attribute | undefined, noun: string, isPerVertex: boolean) =>
    attribute && withIndices(node, attribute, noun, isPerVertex, lists);
  const normals = forEach(normalsOf(node), 'normal', flagOf(node, 'normalPerVertex', true));
  const colours = forEach(coloursOf(node), 'colour', flagOf(node, 'colorPerVertex', true));
  const given = forEach(uvsOf(node), 'texture coordinate', true);
  const uvs = given ?? (wantsUvs ? gridUvs(width, depth) : undefined);
  return {
    points,
    sizes: lists.sizes,
    corners: lists.corners,
    ...(normals && { normals }),
    ...(uvs && { uvs }),
    ...(colours && { colours }),
    ccw: flagOf(node, 'ccw', true),
    solid: flagOf(node, 'solid', true),
    creaseAngle: numberOf(node, 'creaseAngle', 0),
  };
}

function gridPoints(node: SceneNode, width: number, depth: number, heights: Float64Array): Float64Array {
  const xSpacing = numberOf(node, 'xSpacing', 1);
  const zSpacing = numberOf(node, 'zSpacing', 1);
  const points = new Float64Array(width * depth * 3);
  for (let z = 0, at = 0; z < depth; z += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      points[at] = x * xSpacing;
      points[at + 1] = heights[z * width + x]!;
      points[at + 2] = z * zSpacing;
    }
  }
  if (!points.every((value) => Math.abs(value) < 3.4e38)) {
    throw malformed(node, 'holds a number that is not finite or is too large for a mesh');
  }
  return points;
}

function withIndices(
  node: SceneNode,
  attribute: Attribute,
  noun: string,
  isPerVertex: boolean,
  { corners }: FaceLists,
): Attribute {
  const count = attribute.values.length / attribute.width;
  const indices = isPerVertex
    ? corners.view()
    : Uint32Array.from({ length: corners.length }, (_, at) => at >> 2);
  checkIndices(node, noun, indices, count);
  return { ...attribute, indices };
}

function gridUvs(width: number, depth: number): Attribute {
  const values = new Float32Array(width * depth * 2);
  for (let z = 0, at = 0; z < depth; z += 1) {
    for (let x = 0; x < width; x += 1, at += 2) {
      values[at] = x / (width - 1);
      values[at + 1] = z / (depth - 1);
    }
  }
  return { values, width: 2 };
}
