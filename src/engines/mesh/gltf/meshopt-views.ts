import { type Static, Type } from '@sinclair/typebox';
import { Problem } from '../../../domain/problem.ts';
import { type EngineLimits, EngineTrap } from '../../engine-module.ts';
import { type GltfBufferView, type GltfJson, schemaCheck } from './gltf-json.ts';

/** The second is the first, ratified, with one filter and one version of the bitstream more. */
const NAMES = ['EXT_meshopt_compression', 'KHR_meshopt_compression'] as const;
/** What a vertex with all that is read of it, and a triangle, may take when decoded. */
const VERTEX_BYTES = 128;
const TRIANGLE_BYTES = 12;

const MeshoptView = Type.Object({
  buffer: Type.Integer({ minimum: 0 }),
  byteOffset: Type.Optional(Type.Integer({ minimum: 0 })),
  byteLength: Type.Integer({ minimum: 1 }),
  byteStride: Type.Integer({ minimum: 1, maximum: 256 }),
  count: Type.Integer({ minimum: 1 }),
  mode: Type.Union([Type.Literal('ATTRIBUTES'), Type.Literal('TRIANGLES'), Type.Literal('INDICES')]),
  filter: Type.Optional(
    Type.Union(
      (['NONE', 'OCTAHEDRAL', 'QUATERNION', 'EXPONENTIAL', 'COLOR'] as const).map((filter) =>
        Type.Literal(filter),
      ),
    ),
  ),
});
export type MeshoptView = Static<typeof MeshoptView>;
const requireMeshoptView = schemaCheck(MeshoptView, 'meshopt view');

const extensionOf = ({ extensions }: GltfBufferView): unknown =>
  extensions?.[NAMES[0]] ?? extensions?.[NAMES[1]];

export const isMeshoptView = (view: GltfBufferView): boolean => extensionOf(view) !== undefined;

/** The compressed form of a buffer view, checked; undefined where it has none. */
export function meshoptViewOf(view: GltfBufferView): MeshoptView | undefined {
  const given = extensionOf(view);
  return given === undefined ? undefined : requireMeshoptView(given);
}

/**
 * The rules of the extension (EXT_meshopt_compression, "JSON schema updates"): the decoder trusts them, and it
 * allocates what they say. Throws `input_malformed` or `input_limit_exceeded`.
 */
export function checkMeshoptViews({ buffers = [], bufferViews = [] }: GltfJson, limits: EngineLimits): void {
  let decodedBytes = 0;
  for (const [at, view] of bufferViews.entries()) {
    const meshopt = meshoptViewOf(view);
    if (meshopt === undefined) continue;
    const { buffer, byteOffset = 0, byteLength, byteStride, count } = meshopt;
    const endBytes = byteOffset + byteLength;
    if (!(endBytes <= (buffers[buffer]?.byteLength ?? 0))) {
      throw malformed(`the compressed bytes of buffer view ${at} pass the end of buffer ${buffer}`);
    }
    if (view.byteLength !== byteStride * count || (view.byteStride ?? byteStride) !== byteStride) {
      throw malformed(`buffer view ${at} is not as long as its compressed elements say`);
    }
    if (!isDecodable(meshopt)) throw malformed(`buffer view ${at} has a compression that does not fit it`);
    decodedBytes += view.byteLength;
  }
  if (decodedBytes > limits.maxVertices * VERTEX_BYTES + limits.maxTriangles * TRIANGLE_BYTES) {
    throw new Problem('input_limit_exceeded', {
      detail: `The model has ${decodedBytes} bytes of geometry once it is decompressed. Simplify the model.`,
    });
  }
}

function isDecodable({ mode, filter = 'NONE', byteStride, count }: MeshoptView): boolean {
  if (mode !== 'ATTRIBUTES') {
    const isWhole = mode === 'INDICES' || count % 3 === 0;
    return filter === 'NONE' && isWhole && (byteStride === 2 || byteStride === 4);
  }
  if (byteStride % 4 !== 0) return false;
  if (filter === 'OCTAHEDRAL' || filter === 'COLOR') return byteStride === 4 || byteStride === 8;
  return filter !== 'QUATERNION' || byteStride === 8;
}

export type DecodeView = (view: MeshoptView, compressed: Uint8Array) => Uint8Array;

/** Loads the decoder, a small WebAssembly module, where the file needs it. */
export async function openMeshoptDecoder({ bufferViews = [] }: GltfJson): Promise<DecodeView | undefined> {
  if (!bufferViews.some(isMeshoptView)) return undefined;
  const { MeshoptDecoder } = await import('meshoptimizer/decoder');
  await MeshoptDecoder.ready;
  return ({ count, byteStride, mode, filter }, compressed) => {
    const decoded = new Uint8Array(count * byteStride);
    try {
      MeshoptDecoder.decodeGltfBuffer(decoded, count, byteStride, compressed, mode, filter);
    } catch (cause) {
      // Its one instance lives as long as the process.
      if (cause instanceof WebAssembly.RuntimeError) throw new EngineTrap('meshopt decoder', { cause });
      throw malformed('compressed geometry (meshopt) cannot be decoded', cause);
    }
    return decoded;
  };
}

const malformed = (what: string, cause?: unknown): Problem =>
  new Problem('input_malformed', { detail: `In the glTF, ${what}. Export it again.`, cause });
