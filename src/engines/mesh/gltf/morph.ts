import { Problem } from '../../../domain/problem.ts';
import { unitised } from '../tools/unit-length.ts';
import type { Vertices } from '../tools/vertex-arrays.ts';
import { decodeFloats, type GltfData } from './decode-accessor.ts';
import type { GltfPrimitive } from './gltf-json.ts';

/** Adds what the targets say to positions and normals, each as far as its weight goes (glTF 2.0, 3.7.2.2). */
export function applyMorphTargets(
  data: GltfData,
  { targets = [] }: GltfPrimitive,
  vertices: Vertices,
  weights: readonly number[],
): Vertices {
  const morphed = { ...vertices };
  for (const [at, { POSITION, NORMAL }] of targets.entries()) {
    const weight = weights[at] ?? 0;
    if (weight === 0) continue;
    if (POSITION !== undefined) morphed.positions = moved(data, morphed.positions, POSITION, weight);
    if (NORMAL !== undefined && morphed.normals) {
      morphed.normals = unitised(moved(data, morphed.normals, NORMAL, weight));
    }
  }
  return morphed;
}

function moved(
  data: GltfData,
  values: Float32Array | Float64Array,
  accessor: number,
  weight: number,
): Float32Array {
  const { type, count } = data.json.accessors![accessor]!;
  if (type !== 'VEC3' || count * 3 !== values.length) {
    throw new Problem('input_malformed', {
      detail: `In the glTF, accessor ${accessor} (${count} × ${type}) cannot morph ${values.length / 3} vertices. Export it again.`,
    });
  }
  const steps = decodeFloats(data, accessor);
  return Float32Array.from(values, (value, at) => value + weight * finite(steps[at]!));
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new Problem('input_malformed', {
    detail: 'In the glTF, a morph target has a value that is not a finite number. Export it again.',
  });
}
