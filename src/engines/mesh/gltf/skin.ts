import { Problem } from '../../../domain/problem.ts';
import { type Matrix, transformNormals, transformPoints } from '../tools/matrix.ts';
import type { Vertices } from '../tools/vertex-arrays.ts';
import { decodeAccessor, decodeFloats, type GltfData } from './decode-accessor.ts';
import type { GltfPrimitive } from './gltf-json.ts';

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
    const [from, to] = [vertex * 3, vertex * 3 + 3];
    positions.set(transformPoints(blended, positions.subarray(from, to)), from);
    normals?.set(transformNormals(blended, normals.subarray(from, to)), from);
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
