import { Problem } from '../../../domain/problem.ts';
import { decodeAccessor, type GltfData } from './decode-accessor.ts';
import { type GltfJson, type GltfPrimitive, TRIANGLE_FAN, TRIANGLE_STRIP, TRIANGLES } from './gltf-json.ts';

/** How many corners the primitive lists: its indices, or its vertices where it has none. */
export function cornerCount(json: GltfJson, { indices, attributes }: GltfPrimitive): number {
  return json.accessors![indices ?? attributes.POSITION!]!.count;
}

/** An upper bound, known from the JSON alone. */
export function triangleBound(json: GltfJson, primitive: GltfPrimitive): number {
  const corners = cornerCount(json, primitive);
  return (primitive.mode ?? TRIANGLES) === TRIANGLES ? Math.floor(corners / 3) : Math.max(0, corners - 2);
}

/** Three vertex indices for each triangle, whatever the mode; each is below `vertexCount`. */
export function readTriangles(data: GltfData, primitive: GltfPrimitive, vertexCount: number): Uint32Array {
  const corners = readCorners(data, primitive);
  for (let i = 0; i < corners.length; i++) {
    if (corners[i]! < vertexCount) continue;
    throw new Problem('input_malformed', {
      detail: `In the glTF, a triangle refers to vertex ${corners[i]} of ${vertexCount}. Export it again.`,
    });
  }
  const mode = primitive.mode ?? TRIANGLES;
  if (mode === TRIANGLE_STRIP) return fromStrip(corners);
  if (mode === TRIANGLE_FAN) return fromFan(corners);
  return corners.length % 3 === 0 ? corners : corners.slice(0, corners.length - (corners.length % 3));
}

function readCorners(data: GltfData, primitive: GltfPrimitive): Uint32Array {
  const { json } = data;
  if (primitive.indices === undefined) {
    return Uint32Array.from({ length: cornerCount(json, primitive) }, (_, i) => i);
  }
  const { type, componentType } = json.accessors![primitive.indices]!;
  if (type !== 'SCALAR' || ![5121, 5123, 5125].includes(componentType)) {
    throw new Problem('input_malformed', {
      detail: `In the glTF, accessor ${primitive.indices} cannot hold the indices of triangles. Export it again.`,
    });
  }
  const indices = decodeAccessor(data, primitive.indices);
  return indices instanceof Uint32Array ? indices : Uint32Array.from(indices);
}

/** Triangles that only turn the strip around (two equal corners) are left out. */
function fromStrip(strip: Uint32Array): Uint32Array {
  return collect(strip.length - 2, (i) => {
    const even = i % 2 === 0;
    return [strip[i]!, strip[even ? i + 1 : i + 2]!, strip[even ? i + 2 : i + 1]!];
  });
}

function fromFan(fan: Uint32Array): Uint32Array {
  return collect(fan.length - 2, (i) => [fan[i + 1]!, fan[i + 2]!, fan[0]!]);
}

function collect(count: number, triangle: (i: number) => [number, number, number]): Uint32Array {
  const indices = new Uint32Array(Math.max(0, count) * 3);
  let used = 0;
  for (let i = 0; i < count; i++) {
    const [a, b, c] = triangle(i);
    if (a === b || b === c || c === a) continue;
    indices.set([a, b, c], used);
    used += 3;
  }
  return indices.subarray(0, used);
}
