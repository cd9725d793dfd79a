import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '../../../src/domain/engine-limits.ts';
import type { EngineLimits } from '../../../src/engines/engine-module.ts';

export const LIMITS: EngineLimits = {
  ...DEFAULT_LIMITS,
  maxTriangles: 1e7,
  maxVertices: 1e7,
  maxFacetedFaces: 50_000,
};

// biome-ignore lint/suspicious/noExplicitAny: tests write wrong files on purpose
export type LooseJson = Record<string, any>;

/** Collects arrays behind one another, each 4-byte aligned, as buffer views of buffer 0. */
export class BinaryBuilder {
  readonly bufferViews: LooseJson[] = [];
  #bytes = Buffer.alloc(0);

  /** Returns the index of the buffer view. */
  add(array: ArrayBufferView, byteStride?: number): number {
    const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    const view = { buffer: 0, byteOffset: this.#bytes.length, byteLength: bytes.length };
    this.#bytes = Buffer.concat([this.#bytes, bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
    return this.bufferViews.push(byteStride === undefined ? view : { ...view, byteStride }) - 1;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }
}

/** One triangle (0,0,0) (1,0,0) (0,1,0) with indices; tests change it. */
export function triangleGltf(): { json: LooseJson; bin: Buffer } {
  const builder = new BinaryBuilder();
  builder.add(Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0));
  builder.add(Uint16Array.of(0, 1, 2));
  const json = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 0] },
      { bufferView: 1, componentType: 5123, count: 3, type: 'SCALAR' },
    ],
    bufferViews: builder.bufferViews,
    buffers: [{ byteLength: builder.bytes.length }],
  };
  return { json, bin: builder.bytes };
}

/** A GLB as the specification asks for; `total` lies about its length. */
export function glbOf(json: unknown, bin?: Buffer, lies: { total?: number; version?: number } = {}): Buffer {
  const text = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
  const padded = Buffer.concat([text, Buffer.alloc((4 - (text.length % 4)) % 4, 0x20)]);
  const chunks = [chunk(0x4e4f534a, padded), ...(bin ? [chunk(0x004e4942, bin)] : [])];
  const body = Buffer.concat(chunks);
  const header = Buffer.alloc(12);
  header.write('glTF', 0, 'latin1');
  header.writeUInt32LE(lies.version ?? 2, 4);
  header.writeUInt32LE(lies.total ?? 12 + body.length, 8);
  return Buffer.concat([header, body]);
}

function chunk(type: number, bytes: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(bytes.length, 0);
  header.writeUInt32LE(type, 4);
  return Buffer.concat([header, bytes]);
}

/** A self-contained .gltf. */
export function embedded(json: LooseJson, bin: Buffer): Buffer {
  const uri = `data:application/octet-stream;base64,${bin.toString('base64')}`;
  return Buffer.from(JSON.stringify({ ...json, buffers: [{ byteLength: bin.length, uri }] }));
}

let files = 0;
/** Writes a fixture and returns its path. */
export function saved(folder: string, bytes: Buffer, extension: 'glb' | 'gltf' = 'glb'): string {
  const path = join(folder, `fixture-${++files}.${extension}`);
  writeFileSync(path, bytes);
  return path;
}
