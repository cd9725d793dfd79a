import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../../../domain/problem.ts';
import type { Siblings } from '../mesh-source.ts';
import { decodeDataUri, isDataUri } from './data-uri.ts';
import type { BytesOfView } from './decode-accessor.ts';
import type { GltfJson } from './gltf-json.ts';
import { isMeshoptView, meshoptViewOf, openMeshoptDecoder } from './meshopt-views.ts';
import { printable } from './printable.ts';
import { type Container, readBytes } from './read-container.ts';

/** The binary chunk may be padded by at most 3 bytes, so it may be longer than its buffer, never shorter. */
export function checkBuffers({ json, binary }: Container): void {
  const fallbacks = listFallbacks(json);
  for (const [at, { uri, byteLength }] of (json.buffers ?? []).entries()) {
    if (uri !== undefined || fallbacks.has(at)) continue; // the length behind a URI is known once it is read
    const present = at === 0 ? (binary?.byteLength ?? 0) : 0;
    if (byteLength > present) throw tooShort(at, byteLength, present);
  }
}

/** Buffers that stand in for what is decompressed: their bytes, where there are any, are not needed. */
function listFallbacks({ bufferViews = [] }: GltfJson): Set<number> {
  const fallbacks = new Set(bufferViews.filter(isMeshoptView).map(({ buffer }) => buffer));
  for (const view of bufferViews) {
    fallbacks.delete(meshoptViewOf(view)?.buffer ?? view.buffer);
  }
  return fallbacks;
}

/** Reads the binary chunk and the files of the archive and decodes the data URIs. Each is held once. */
export async function readBuffers(
  file: FileHandle,
  { json, binary, data }: Container,
  siblings: Siblings | undefined,
  onFraction?: (fraction: number) => void,
): Promise<BytesOfView> {
  const fallbacks = listFallbacks(json);
  const buffers: Uint8Array[] = [];
  for (const [at, buffer] of (json.buffers ?? []).entries()) {
    if (fallbacks.has(at)) {
      buffers.push(new Uint8Array(0));
    } else if (buffer.uri !== undefined) {
      const bytes = isDataUri(buffer.uri)
        ? decodeDataUri(buffer.uri, `buffer ${at}`, data)
        : await bytesOfFile(buffer.uri, siblings);
      if (bytes.byteLength < buffer.byteLength) throw tooShort(at, buffer.byteLength, bytes.byteLength);
      buffers.push(bytes);
      delete buffer.uri; // base64 of the whole model: let it go
    } else if (at === 0 && binary !== undefined) {
      const { start, byteLength } = binary;
      buffers.push(await readBytes(file, start, byteLength, (bytes) => onFraction?.(bytes / byteLength)));
    } else {
      buffers.push(new Uint8Array(0));
    }
  }
  return viewReader(json, buffers);
}

async function bytesOfFile(uri: string, siblings: Siblings | undefined): Promise<Uint8Array> {
  const bytes = await siblings?.read(uri);
  if (bytes !== undefined) return bytes;
  throw new Problem('input_external_reference', {
    detail: `The glTF refers to "${printable(uri)}", which the archive does not have. Add it to the ZIP.`,
  });
}

/** What is compressed is decoded when it is first asked for. */
async function viewReader(json: GltfJson, buffers: readonly Uint8Array[]): Promise<BytesOfView> {
  const decode = await openMeshoptDecoder(json);
  const decoded = new Map<number, Uint8Array>();
  return (index) => {
    const view = json.bufferViews![index]!;
    const meshopt = meshoptViewOf(view);
    const { buffer, byteOffset = 0, byteLength } = meshopt ?? view;
    const bytes = buffers[buffer]!.subarray(byteOffset, byteOffset + byteLength);
    if (meshopt === undefined) return bytes;
    const known = decoded.get(index) ?? decode!(meshopt, bytes);
    decoded.set(index, known);
    return known;
  };
}

const tooShort = (at: number, claimedBytes: number, presentBytes: number): Problem =>
  new Problem('input_malformed', {
    detail: `In the glTF, buffer ${at} claims ${claimedBytes} bytes, but only ${presentBytes} are there. Export it again.`,
  });
