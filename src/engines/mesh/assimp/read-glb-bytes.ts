import { Problem } from '../../../domain/problem.ts';
import { checkAccessors } from '../gltf/check-accessors.ts';
import { checkReferences } from '../gltf/check-structure.ts';
import type { BytesOfView } from '../gltf/decode-accessor.ts';
import { type GltfJson, requireGltfJson } from '../gltf/gltf-json.ts';

export interface GlbScene {
  json: GltfJson;
  bytesOfView: BytesOfView;
}

/** assimp up to 5.2 adds the same material in this extension, with numbers that the extension does not allow. */
const WRITTEN_TWICE = 'KHR_materials_pbrSpecularGlossiness';

const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

/** A binary glTF that assimp wrote, checked like any other: what assimp made of hostile bytes is not trusted. */
export function readGlbBytes(glb: Buffer): GlbScene {
  try {
    const jsonBytes = glb.readUInt32LE(HEADER_BYTES);
    const jsonStart = HEADER_BYTES + CHUNK_HEADER_BYTES;
    const json = requireGltfJson(JSON.parse(glb.toString('utf8', jsonStart, jsonStart + jsonBytes)));
    const binary = glb.subarray(jsonStart + jsonBytes + CHUNK_HEADER_BYTES);
    for (const { byteLength } of json.buffers ?? []) {
      if (byteLength > binary.byteLength) throw new RangeError(`a buffer of ${byteLength} bytes is cut`);
    }
    for (const { extensions } of json.materials ?? []) delete extensions?.[WRITTEN_TWICE];
    checkReferences(json);
    checkAccessors(json);
    return {
      json,
      bytesOfView: (index) => {
        const { byteOffset = 0, byteLength } = json.bufferViews![index]!;
        return binary.subarray(byteOffset, byteOffset + byteLength);
      },
    };
  } catch (cause) {
    throw new Problem('input_malformed', {
      detail: 'The reader of this format (assimp) made a broken scene of the file. Export it again.',
      cause,
    });
  }
}
