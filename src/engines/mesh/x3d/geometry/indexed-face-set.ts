import type { EngineLimits } from '../../../engine-module.ts';
import { Uint32List } from '../../tools/growable.ts';
import { flagOf, numberOf, numbersOf, type SceneNode } from '../syntax/scene-node.ts';
import { type Attribute, FaceLists, type FaceSet } from './face-set.ts';
import type { GeometryNotes } from './geometry-notes.ts';
import { checkIndices, coloursOf, malformed, normalsOf, pointsOf, uvsOf } from './vertex-lists.ts';

/** ISO/IEC 19775-1, 13.3.6: polygons by numbers of points, each ended by -1. */
export function readIndexedFaceSet(
  node: SceneNode,
  limits: EngineLimits,
  notes: GeometryNotes,
): FaceSet | undefined {
  const points = pointsOf(node, limits);
  const coordIndex = numbersOf(node, 'coordIndex');
  if (points === undefined || coordIndex.length === 0) return undefined;
  const faces = listFaces(node, coordIndex, points.length / 3, limits, notes);
  const byVertex = (attribute: Attribute | undefined, noun: string, isPerVertex: boolean) =>
    attribute &&
    spread(node, attribute, noun, isPerVertex, numbersOf(node, INDEX_FIELDS[noun]!), faces, points);
  const normals = byVertex(normalsOf(node), 'normal', flagOf(node, 'normalPerVertex', true));
  const uvs = byVertex(uvsOf(node), 'texture coordinate', true);
  const colours = byVertex(coloursOf(node), 'colour', flagOf(node, 'colorPerVertex', true));
  return {
    points,
    sizes: faces.lists.sizes,
    corners: faces.lists.corners,
    ...(normals && { normals }),
    ...(uvs && { uvs }),
    ...(colours && { colours }),
    ccw: flagOf(node, 'ccw', true),
    solid: flagOf(node, 'solid', true),
    creaseAngle: numberOf(node, 'creaseAngle', 0),
  };
}

const INDEX_FIELDS: Readonly<Record<string, string>> = {
  normal: 'normalIndex',
  'texture coordinate': 'texCoordIndex',
  colour: 'colorIndex',
};

interface ListedFaces {
  lists: FaceLists;
  /** The list of the file, in which faces of fewer than three corners stand too. */
  coordIndex: Float64Array;
  /** For each face its number in the file, where those of fewer than three corners count too. */
  numbers: Uint32List;
}

function listFaces(
  node: SceneNode,
  coordIndex: Float64Array,
  pointCount: number,
  limits: EngineLimits,
  notes: GeometryNotes,
): ListedFaces {
  const lists = new FaceLists(limits, coordIndex.length);
  const numbers = new Uint32List(Math.ceil(coordIndex.length / 4));
  let face = 0;
  for (let start = 0; start < coordIndex.length; ) {
    let end = start;
    while (end < coordIndex.length && coordIndex[end]! >= 0) end += 1;
    if (end - start >= 3) {
      for (let at = start; at < end; at += 1) {
        if (!Number.isInteger(coordIndex[at]!)) throw malformed(node, 'refers to half a point');
        if (coordIndex[at]! >= pointCount) checkIndices(node, 'point', [coordIndex[at]!], pointCount);
        lists.corners.push(coordIndex[at]!);
      }
      lists.close(end - start);
      numbers.push(face);
    } else if (end > start) notes.incomplete += 1;
    face += 1;
    start = end + 1;
  }
  return { lists, coordIndex, numbers };
}

/** What each corner has, by the four ways of 13.3.6: for each vertex or face, with a list of indices or without. */
function spread(
  node: SceneNode,
  attribute: Attribute,
  noun: string,
  isPerVertex: boolean,
  own: Float64Array,
  { lists, coordIndex, numbers }: ListedFaces,
  points: Float64Array,
): Attribute {
  const count = attribute.values.length / attribute.width;
  if (isPerVertex && own.length === 0) {
    if (count < points.length / 3) checkIndices(node, noun, lists.corners.view(), count);
    // A list that is too short for points which no face uses is made as long as theirs.
    return { ...attribute, values: padded(attribute.values, (points.length / 3) * attribute.width) };
  }
  const indices = new Uint32Array(lists.corners.length);
  const places = isPerVertex ? placesOf(coordIndex, indices.length) : undefined;
  let at = 0;
  for (let face = 0; face < lists.sizes.length; face += 1) {
    const number = numbers.view()[face]!;
    const ofFace = own.length === 0 ? number : own[number];
    for (let end = at + lists.sizes.view()[face]!; at < end; at += 1) {
      const index = places ? own[places[at]!] : ofFace;
      if (!(index! >= 0)) throw malformed(node, `has a corner without a ${noun}`);
      indices[at] = index!;
    }
  }
  checkIndices(node, noun, indices, count);
  return { ...attribute, indices };
}

/** For each corner where it stands in the list of the file. */
function placesOf(coordIndex: Float64Array, corners: number): Uint32Array {
  const places = new Uint32Array(corners);
  let count = 0;
  for (let start = 0, end = 0; start < coordIndex.length; start = end + 1) {
    for (end = start; end < coordIndex.length && coordIndex[end]! >= 0; ) end += 1;
    if (end - start >= 3) for (let at = start; at < end; at += 1) places[count++] = at;
  }
  return places;
}

function padded(values: Float32Array, length: number): Float32Array {
  if (values.length >= length) return values;
  const longer = new Float32Array(length);
  longer.set(values);
  return longer;
}
