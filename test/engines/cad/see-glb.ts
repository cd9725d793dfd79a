import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export interface Gltf {
  nodes: { name?: string; mesh?: number; children?: number[] }[];
  meshes: { primitives: { material?: number }[] }[];
  materials?: { pbrMetallicRoughness: { baseColorFactor?: number[] }; doubleSided?: boolean }[];
}

/** The JSON chunk of a GLB. */
export function gltfOf(path: string): Gltf {
  const bytes = readFileSync(path);
  return JSON.parse(bytes.toString('utf8', 20, 20 + bytes.readUInt32LE(12))) as Gltf;
}

const { validateBytes } = createRequire(import.meta.url)('gltf-validator') as {
  validateBytes(bytes: Uint8Array): Promise<{
    issues: { numErrors: number; numWarnings: number; messages: unknown[] };
  }>;
};

/** What Khronos' validator has to say against a file; empty where it is right. */
export async function complaints(path: string): Promise<unknown[]> {
  const { issues } = await validateBytes(new Uint8Array(readFileSync(path)));
  return issues.numErrors + issues.numWarnings === 0 ? [] : issues.messages;
}
