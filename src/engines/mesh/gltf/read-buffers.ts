import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../../../domain/problem.ts';
import type { BytesOfView } from './decode-accessor.ts';
import { type Container, readBytes } from './read-container.ts';

/** The binary chunk may be padded by at most 3 bytes, so it may be longer than its buffer, never shorter. */
export function checkBuffers({ json, binary }: Container): void {
  for (const [at, { uri, byteLength }] of (json.buffers ?? []).entries()) {
    if (uri !== undefined) continue; // a data URI: its length is known once it is decoded
    const present = at === 0 ? (binary?.byteLength ?? 0) : 0;
    if (byteLength > present) throw tooShort(at, byteLength, present);
  }
}

/** Reads the binary chunk and decodes the data URIs. Each is held once. */
export async function readBuffers(
  file: FileHandle,
  { json, binary }: Container,
  onFraction?: (fraction: number) => void,
): Promise<BytesOfView> {
  const buffers: Uint8Array[] = [];
  for (const [at, buffer] of (json.buffers ?? []).entries()) {
    if (buffer.uri !== undefined) {
      const bytes = decodeDataUri(buffer.uri, `buffer ${at}`);
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
  return (index) => {
    const { buffer, byteOffset = 0, byteLength } = json.bufferViews![index]!;
    return buffers[buffer]!.subarray(byteOffset, byteOffset + byteLength);
  };
}

/** `data:[<media type>][;base64],<data>` (RFC 2397); glTF allows only base64. */
export function decodeDataUri(uri: string, owner: string): Buffer {
  const comma = uri.indexOf(',');
  if (comma < 0 || !/;base64$/i.test(uri.slice(0, comma))) {
    throw new Problem('input_malformed', {
      detail: `In the glTF, the data URI of ${owner} is not base64. Export it again.`,
    });
  }
  return Buffer.from(uri.slice(comma + 1), 'base64');
}

const tooShort = (at: number, claimedBytes: number, presentBytes: number): Problem =>
  new Problem('input_malformed', {
    detail: `In the glTF, buffer ${at} claims ${claimedBytes} bytes, but only ${presentBytes} are there. Export it again.`,
  });
