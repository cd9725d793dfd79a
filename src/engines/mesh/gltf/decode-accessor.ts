import { Problem } from '../../../domain/problem.ts';
import { bytesOf, type ComponentType, componentsOf, type GltfAccessor, type GltfJson } from './gltf-json.ts';

/** Bytes of one buffer view; the checks have made sure that they exist. */
export type BytesOfView = (bufferView: number) => Uint8Array;

/** What was decompressed: for each accessor its values, instead of those in a buffer view. */
export type DecodedAccessors = Map<number, Numbers>;

export interface GltfData {
  json: GltfJson;
  bytesOfView: BytesOfView;
  decoded?: DecodedAccessors | undefined;
}

export type Numbers = Int8Array | Uint8Array | Int16Array | Uint16Array | Uint32Array | Float32Array;

const ARRAYS = {
  5120: Int8Array,
  5121: Uint8Array,
  5122: Int16Array,
  5123: Uint16Array,
  5125: Uint32Array,
  5126: Float32Array,
} as const;

/** What a normalised integer is divided by (glTF 2.0, 3.11). */
const SCALES: Partial<Record<ComponentType, number>> = { 5120: 127, 5121: 255, 5122: 32767, 5123: 65535 };

/** A fresh array of `count` × components numbers, tightly packed, sparse values applied, integers not yet scaled. */
export function decodeAccessor({ json, bytesOfView, decoded }: GltfData, index: number): Numbers {
  const known = decoded?.get(index);
  if (known !== undefined) return known;
  const accessor = json.accessors![index]!;
  const { count, sparse } = accessor;
  const components = componentsOf(accessor.type);
  const values =
    accessor.bufferView === undefined
      ? new ARRAYS[accessor.componentType](count * components)
      : unpacked(
          accessor,
          bytesOfView(accessor.bufferView),
          json.bufferViews![accessor.bufferView]!.byteStride,
        );
  if (sparse === undefined) return values;

  const indices = packed(
    sparse.indices.componentType,
    bytesOfView(sparse.indices.bufferView),
    sparse.indices.byteOffset ?? 0,
    sparse.count,
  );
  const replacements = packed(
    accessor.componentType,
    bytesOfView(sparse.values.bufferView),
    sparse.values.byteOffset ?? 0,
    sparse.count * components,
  );
  let previous = -1;
  for (let i = 0; i < sparse.count; i++) {
    const at = indices[i]!;
    if (at <= previous || at >= count) {
      throw new Problem('input_malformed', {
        detail: `In the glTF, accessor ${index} replaces element ${at}: out of order or past its ${count} elements. Export it again.`,
      });
    }
    previous = at;
    for (let c = 0; c < components; c++) values[at * components + c] = replacements[i * components + c]!;
  }
  return values;
}

/** As `decodeAccessor`, as floats; normalised integers become −1…1 or 0…1. */
export function decodeFloats(data: GltfData, index: number): Float32Array {
  const { componentType, normalized } = data.json.accessors![index]!;
  const values = decodeAccessor(data, index);
  if (values instanceof Float32Array) return values;
  const scale = normalized ? (SCALES[componentType] ?? 1) : 1;
  return Float32Array.from(values, (value) => Math.max(value / scale, scale === 1 ? -Infinity : -1));
}

function unpacked(accessor: GltfAccessor, view: Uint8Array, strideBytes: number | undefined): Numbers {
  const components = componentsOf(accessor.type);
  const elementBytes = components * bytesOf(accessor.componentType);
  const { byteOffset = 0, count, componentType } = accessor;
  if (strideBytes === undefined || strideBytes === elementBytes) {
    return packed(componentType, view, byteOffset, count * components);
  }
  const elements = new Uint8Array(count * elementBytes);
  for (let i = 0; i < count; i++) {
    const from = byteOffset + i * strideBytes;
    for (let b = 0; b < elementBytes; b++) elements[i * elementBytes + b] = view[from + b]!;
  }
  return packed(componentType, elements, 0, count * components);
}

/** Copies, so that no alignment is asked of the file and the file's bytes can be let go. */
function packed(componentType: ComponentType, view: Uint8Array, byteOffset: number, length: number): Numbers {
  const start = view.byteOffset + byteOffset;
  const bytes = view.buffer.slice(start, start + length * bytesOf(componentType));
  return new ARRAYS[componentType](bytes as ArrayBuffer);
}
