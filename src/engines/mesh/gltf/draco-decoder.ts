import { createRequire } from 'node:module';
import type { Attribute, Decoder, DecoderModule, Mesh } from 'draco3dgltf';
import { Problem } from '../../../domain/problem.ts';
import type { Numbers } from './decode-accessor.ts';
import { malformedDraco } from './draco-header.ts';
import type { ComponentType } from './gltf-json.ts';

/** A decoded mesh. Its memory is that of the decoder: it must be let go of. */
export interface DracoMesh {
  points: number;
  /** Three indices for each face, each below `points`. */
  triangles(): Uint32Array;
  /**
   * One attribute for all points.
   * @param id its unique id in the compressed data
   * @returns undefined where the data has no such attribute
   */
  attribute(id: number, components: number, componentType: ComponentType): Numbers | undefined;
  free(): void;
}

const OUT_OF_MEMORY = /OOM|out of memory|memory allocation|enlarge memory|allocation failed/i;

let loaded: Promise<DecoderModule> | undefined;

/** One instance for all files, until one of them breaks it. */
function loadModule(): Promise<DecoderModule> {
  const { createDecoderModule } = createRequire(import.meta.url)(
    'draco3dgltf',
  ) as typeof import('draco3dgltf');
  loaded ??= createDecoderModule();
  return loaded;
}

/** Google's own decoder (draco3dgltf, WebAssembly); loading it takes about 10 ms. */
export async function openDracoDecoder(): Promise<(compressed: Uint8Array) => DracoMesh> {
  const module = await loadModule();
  return (compressed) => guarded(() => decode(module, compressed));
}

function decode(module: DecoderModule, compressed: Uint8Array): DracoMesh {
  const decoder = new module.Decoder();
  const mesh = new module.Mesh();
  const buffer = new module.DecoderBuffer();
  const free = (): void => {
    for (const each of [mesh, decoder]) module.destroy(each);
  };
  try {
    buffer.Init(
      new Int8Array(compressed.buffer, compressed.byteOffset, compressed.byteLength),
      compressed.byteLength,
    );
    const status = decoder.DecodeBufferToMesh(buffer, mesh);
    if (!status.ok() || mesh.ptr === 0) {
      const cause = new Error(status.error_msg());
      free();
      throw malformedDraco('cannot be decoded', cause);
    }
  } finally {
    module.destroy(buffer);
  }
  return {
    points: mesh.num_points(),
    triangles: () => guarded(() => trianglesOf(module, decoder, mesh)),
    attribute: (id, components, type) =>
      guarded(() => {
        const attribute = decoder.GetAttributeByUniqueId(mesh, id) as Attribute & { ptr: number };
        if (attribute.ptr === 0 || attribute.num_components() !== components) return undefined;
        return valuesOf(module, decoder, mesh, attribute, type);
      }),
    free,
  };
}

function trianglesOf(module: DecoderModule, decoder: Decoder, mesh: Mesh): Uint32Array {
  const length = mesh.num_faces() * 3;
  return copied(module, length * 4, (pointer) => {
    decoder.GetTrianglesUInt32Array(mesh, length * 4, pointer);
    return new Uint32Array(module.HEAPU8.buffer, pointer, length).slice();
  });
}

function valuesOf(
  module: DecoderModule,
  decoder: Decoder,
  mesh: Mesh,
  attribute: Attribute,
  componentType: ComponentType,
): Numbers {
  const [Values, type] = typesOf(module, componentType);
  const length = mesh.num_points() * attribute.num_components();
  const byteLength = length * Values.BYTES_PER_ELEMENT;
  return copied(module, byteLength, (pointer) => {
    decoder.GetAttributeDataArrayForAllPoints(mesh, attribute, type, byteLength, pointer);
    return new Values(module.HEAPU8.buffer as ArrayBuffer, pointer, length).slice();
  });
}

function copied<T>(module: DecoderModule, byteLength: number, copy: (pointer: number) => T): T {
  const pointer = module._malloc(byteLength);
  if (pointer === 0 && byteLength > 0) throw new Error('out of memory');
  try {
    return copy(pointer);
  } finally {
    module._free(pointer);
  }
}

function typesOf(module: DecoderModule, type: ComponentType) {
  const types = {
    5120: [Int8Array, module.DT_INT8],
    5121: [Uint8Array, module.DT_UINT8],
    5122: [Int16Array, module.DT_INT16],
    5123: [Uint16Array, module.DT_UINT16],
    5125: [Uint32Array, module.DT_UINT32],
    5126: [Float32Array, module.DT_FLOAT32],
  } as const;
  return types[type];
}

/** What a broken file makes of the decoder's memory is not used again. */
function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    loaded = undefined;
    if (OUT_OF_MEMORY.test(String(cause))) throw new Problem('engine_out_of_memory', { cause });
    throw malformedDraco('cannot be decoded', cause);
  }
}
