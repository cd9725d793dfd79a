import { Problem } from '../../../domain/problem.ts';
import type { Matrix } from '../tools/matrix.ts';
import { decodeAccessor, decodeFloats, type GltfData } from './decode-accessor.ts';
import type { GltfPrimitive } from './gltf-json.ts';
import type { Vertices } from './read-vertices.ts';

const PER_SET = 4;
/** Each set has four joints more for every vertex; programs write at most two. */
const MAX_SETS = 16;

interface Influences {
  joints: ArrayLike<number>;
  weights: Float32Array;
}

/**
 * Linear blend skinning (glTF 2.0, 3.7.3.3) of positions and normals. A vertex that no joint moves stays.
 * @param matrices for each joint, from where a vertex is stored to where it is shown
 */
export function skinVertices(
  data: GltfData,
  primitive: GltfPrimitive,
  vertices: Vertices,
  matrices: readonly Matrix[],
): Vertices {
  const count = vertices.positions.length / 3;
  const sets = readInfluences(data, primitive, count);
  if (sets.length === 0) return vertices;
  const positions = new Float32Array(vertices.positions);
  const normals = vertices.normals && new Float32Array(vertices.normals);
  const blended = new Float64Array(16);
  for (let vertex = 0; vertex < count; vertex += 1) {
    if (!blend(blended, sets, vertex, matrices)) continue;
    movePoint(blended, positions, vertex * 3);
    if (normals) turnNormal(blended, normals, vertex * 3);
  }
  return { ...vertices, positions, ...(normals && { normals }) };
}

function readInfluences(data: GltfData, { attributes }: GltfPrimitive, vertexCount: number): Influences[] {
  const sets: Influences[] = [];
  for (let set = 0; set < MAX_SETS; set += 1) {
    const [joints, weights] = [attributes[`JOINTS_${set}`], attributes[`WEIGHTS_${set}`]];
    if (joints === undefined || weights === undefined) break;
    for (const index of [joints, weights]) {
      const { type, count } = data.json.accessors![index]!;
      if (type === 'VEC4' && count === vertexCount) continue;
      throw new Problem('input_malformed', {
        detail: `In the glTF, accessor ${index} (${count} × ${type}) cannot tell which joints move ${vertexCount} vertices. Export it again.`,
      });
    }
    sets.push({ joints: decodeAccessor(data, joints), weights: decodeFloats(data, weights) });
  }
  return sets;
}

/** Weights are made to sum up to 1, as quantised ones hardly do. False where there is none. */
function blend(
  into: Float64Array,
  sets: readonly Influences[],
  vertex: number,
  matrices: readonly Matrix[],
): boolean {
  into.fill(0);
  let sum = 0;
  for (const { joints, weights } of sets) {
    for (let at = vertex * PER_SET; at < (vertex + 1) * PER_SET; at += 1) {
      const weight = weights[at]!;
      if (!(weight > 0 && weight < Infinity)) continue;
      const matrix = matrices[joints[at]!];
      if (matrix === undefined) {
        throw new Problem('input_malformed', {
          detail: `In the glTF, a vertex is moved by joint ${joints[at]}, but the skin has ${matrices.length}. Export it again.`,
        });
      }
      for (let entry = 0; entry < 16; entry += 1) into[entry] = into[entry]! + weight * matrix[entry]!;
      sum += weight;
    }
  }
  if (sum === 0) return false;
  for (let entry = 0; entry < 16; entry += 1) into[entry] = into[entry]! / sum;
  return true;
}

function movePoint(m: Float64Array, points: Float32Array, at: number): void {
  const [x, y, z] = [points[at]!, points[at + 1]!, points[at + 2]!];
  for (let row = 0; row < 3; row += 1) {
    points[at + row] = m[row]! * x + m[4 + row]! * y + m[8 + row]! * z + m[12 + row]!;
  }
}

/** Through the cofactors, as in transformNormals. */
function turnNormal(m: Float64Array, normals: Float32Array, at: number): void {
  const [x, y, z] = [normals[at]!, normals[at + 1]!, normals[at + 2]!];
  const turned = [0, 1, 2].map((row) => {
    const [p, q] = [(row + 1) % 3, (row + 2) % 3];
    return (
      (m[4 + p]! * m[8 + q]! - m[8 + p]! * m[4 + q]!) * x +
      (m[8 + p]! * m[q]! - m[p]! * m[8 + q]!) * y +
      (m[p]! * m[4 + q]! - m[4 + p]! * m[q]!) * z
    );
  });
  const length = Math.hypot(...turned) || 1;
  for (let axis = 0; axis < 3; axis += 1) normals[at + axis] = turned[axis]! / length;
}
