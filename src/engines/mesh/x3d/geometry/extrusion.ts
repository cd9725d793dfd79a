import type { EngineLimits } from '../../../engine-module.ts';
import { tooManyVertices } from '../../limits.ts';
import { flagOf, numberOf, numbersOf, type SceneNode } from '../syntax/scene-node.ts';
import { type Attribute, FaceLists, type FaceSet } from './face-set.ts';
import { planesAlong } from './spine-planes.ts';
import { rotated } from './vectors.ts';
import { malformed } from './vertex-lists.ts';

const SQUARE = Float64Array.of(1, 1, 1, -1, -1, -1, -1, 1, 1, 1);
const UPWARDS = Float64Array.of(0, 0, 0, 0, 1, 0);

/** ISO/IEC 19775-1, 13.3.5: a cross-section in x and z that moves along a spine, scaled and turned on its way. */
export function readExtrusion(node: SceneNode, wantsUvs: boolean, limits: EngineLimits): FaceSet | undefined {
  const section = node.fields.has('crossSection') ? numbersOf(node, 'crossSection') : SQUARE;
  const spine = node.fields.has('spine') ? numbersOf(node, 'spine') : UPWARDS;
  const around = Math.floor(section.length / 2);
  const along = Math.floor(spine.length / 3);
  if (around < 2 || along < 2) return undefined;
  if (around * along > limits.maxVertices) throw tooManyVertices(around * along, limits);
  const points = sweep(node, section, spine, around, along);
  const lists = new FaceLists(limits);
  for (let i = 0; i + 1 < along; i += 1) {
    for (let j = 0; j + 1 < around; j += 1) {
      const at = i * around + j;
      lists.add(at, at + 1, at + around + 1, at + around);
    }
  }
  addCaps(node, lists, section, around, along);
  const uvs = wantsUvs ? sweepUvs(around, along, lists) : undefined;
  return {
    points,
    sizes: lists.sizes,
    corners: lists.corners,
    ...(uvs && { uvs }),
    ccw: flagOf(node, 'ccw', true),
    solid: flagOf(node, 'solid', true),
    creaseAngle: numberOf(node, 'creaseAngle', 0),
  };
}

function sweep(
  node: SceneNode,
  section: Float64Array,
  spine: Float64Array,
  around: number,
  along: number,
): Float64Array {
  const scale = numbersOf(node, 'scale');
  const orientation = numbersOf(node, 'orientation');
  const planes = planesAlong(spine, along);
  const points = new Float64Array(around * along * 3);
  for (let i = 0; i < along; i += 1) {
    const [sx = 1, sz = 1] = itemAt(scale, 2, i);
    const turn = itemAt(orientation, 4, i);
    const { x, y, z } = planes[i]!;
    for (let j = 0; j < around; j += 1) {
      const flat = [section[j * 2]! * sx, 0, section[j * 2 + 1]! * sz] as const;
      const [a, b, c] = turn.length === 4 ? rotated(flat, turn) : flat;
      for (let axis = 0; axis < 3; axis += 1) {
        const value = spine[i * 3 + axis]! + a * x[axis]! + b * y[axis]! + c * z[axis]!;
        if (!(Math.abs(value) < 3.4e38)) {
          throw malformed(node, 'holds a number that is not finite or is too large for a mesh');
        }
        points[(i * around + j) * 3 + axis] = value;
      }
    }
  }
  return points;
}

/** One item stands for all; a list that is too short ends with its last. */
function itemAt(list: Float64Array, width: number, at: number): number[] {
  const count = Math.floor(list.length / width);
  const place = Math.min(at, count - 1) * width;
  return count === 0 ? [] : [...list.subarray(place, place + width)];
}

/** An open cross-section is closed for them; the last point of a closed one is the first. */
function addCaps(
  node: SceneNode,
  lists: FaceLists,
  section: Float64Array,
  around: number,
  along: number,
): void {
  const last = section.length - (section.length % 2) - 2;
  const isClosed = section[0] === section[last] && section[1] === section[last + 1];
  const corners = Array.from({ length: isClosed ? around - 1 : around }, (_, at) => at);
  if (corners.length < 3) return;
  const add = (ring: number[]): void => {
    for (const corner of ring) lists.corners.push(corner);
    lists.close(ring.length);
  };
  const end = (along - 1) * around;
  if (flagOf(node, 'beginCap', true)) add(corners.toReversed());
  if (flagOf(node, 'endCap', true)) add(corners.map((corner) => end + corner));
}

/** Like a label on a can: u about the section, v along the spine. Caps take those of their rim. */
function sweepUvs(around: number, along: number, { corners }: FaceLists): Attribute {
  const values = new Float32Array(around * along * 2);
  for (let i = 0, at = 0; i < along; i += 1) {
    for (let j = 0; j < around; j += 1, at += 2) {
      values[at] = j / (around - 1);
      values[at + 1] = i / (along - 1);
    }
  }
  return { values, width: 2, indices: corners.view() };
}
