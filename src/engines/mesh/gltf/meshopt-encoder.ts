import type { Primitive } from '../model.ts';
import { mapAttributes } from '../tools/vertex-attributes.ts';
import type { EncodeView } from './buffer-layout.ts';
import type { PackNormals } from './write-quantised.ts';

export const MESHOPT = 'EXT_meshopt_compression';
/** Of each normal; finer than what a screen shows. */
const NORMAL_BITS = 12;

export interface MeshoptEncoding {
  encodeView: EncodeView;
  packNormals: PackNormals;
  /** The same triangles in an order that packs well, with vertices in the order of their use. */
  reorder(primitive: Primitive): Primitive;
}

/** The codec of meshoptimizer (WebAssembly): lossless but for the normals. */
export async function openMeshoptEncoder(): Promise<MeshoptEncoding> {
  const { MeshoptEncoder } = await import('meshoptimizer/encoder');
  await MeshoptEncoder.ready;
  return {
    encodeView(kind, bytes, stride) {
      const mode = kind === 'uint16' || kind === 'uint32' ? 'TRIANGLES' : 'ATTRIBUTES';
      const count = bytes.byteLength / stride;
      const encoded = MeshoptEncoder.encodeGltfBuffer(bytes, count, stride, mode);
      const view = { byteLength: encoded.byteLength, byteStride: stride, mode, count };
      return {
        bytes: encoded,
        extension: (byteOffset) => ({
          [MESHOPT]: {
            buffer: 0,
            byteOffset,
            ...view,
            ...(kind === 'normals16' && { filter: 'OCTAHEDRAL' }),
          },
        }),
      };
    },
    packNormals(normals) {
      const count = normals.length / 3;
      const padded = new Float32Array(count * 4);
      for (let vertex = 0; vertex < count; vertex += 1) {
        for (let axis = 0; axis < 3; axis += 1) padded[vertex * 4 + axis] = normals[vertex * 3 + axis]!;
      }
      return MeshoptEncoder.encodeFilterOct(padded, count, 8, NORMAL_BITS);
    },
    reorder(primitive) {
      const indices = primitive.indices.slice();
      const [places, used] = MeshoptEncoder.reorderMesh(indices, true, true);
      return reordered(primitive, indices, places, used);
    },
  };
}

const UNUSED = 0xffffffff;

function reordered(primitive: Primitive, indices: Uint32Array, places: Uint32Array, used: number): Primitive {
  const move = <T extends Float32Array | Float64Array>(from: T, width: number): T => {
    const to = (
      from instanceof Float64Array ? new Float64Array(used * width) : new Float32Array(used * width)
    ) as T;
    for (let vertex = 0; vertex < places.length; vertex += 1) {
      const place = places[vertex]!;
      if (place === UNUSED) continue;
      for (let c = 0; c < width; c += 1) to[place * width + c] = from[vertex * width + c]!;
    }
    return to;
  };
  const { positions, material } = primitive;
  return {
    positions: move(positions, 3),
    indices,
    ...mapAttributes(primitive, move),
    ...(material !== undefined && { material }),
  };
}
