import { Problem } from '../../../domain/problem.ts';
import type { GltfJson } from './gltf-json.ts';

/** Extensions that a file may require: their whole meaning here lies in what accessors are allowed to be. */
const READABLE_EXTENSIONS: ReadonlySet<string> = new Set(['KHR_mesh_quantization']);

export function refuseUnreadableExtensions(json: GltfJson): void {
  const unreadable = (json.extensionsRequired ?? []).filter((name) => !READABLE_EXTENSIONS.has(name));
  if (unreadable.length === 0) return;
  const names = unreadable.slice(0, 5).map(shortened).join(', ');
  throw new Problem('input_feature_unsupported', {
    detail: `The glTF requires ${names}, which this server does not read. Export it without.`,
  });
}

/** Extensions that are used without being required, and that are not read. */
export const listIgnoredExtensions = (json: GltfJson): string[] =>
  (json.extensionsUsed ?? []).filter((name) => !READABLE_EXTENSIONS.has(name)).map(shortened);

export function refuseExternalReferences(json: GltfJson): void {
  for (const { uri } of [...(json.buffers ?? []), ...(json.images ?? [])]) {
    if (uri === undefined || isDataUri(uri)) continue;
    throw new Problem('input_external_reference', {
      detail: `The glTF refers to another file, "${shortened(uri)}". Embed it, for example by exporting as .glb.`,
    });
  }
}

export const isDataUri = (uri: string): boolean => /^data:/i.test(uri);

/** Every index that the JSON holds points at something. Accessors and buffer views have their own check. */
export function checkReferences(json: GltfJson): void {
  const { meshes = [], materials = [], textures = [], images = [], nodes = [], scenes = [] } = json;
  for (const [at, { primitives }] of meshes.entries()) {
    for (const { attributes, indices, material } of primitives) {
      for (const accessor of Object.values(attributes)) requireIn(json.accessors, accessor, `mesh ${at}`);
      requireIn(json.accessors, indices, `mesh ${at}`);
      requireIn(materials, material, `mesh ${at}`);
    }
  }
  for (const [at, { pbrMetallicRoughness }] of materials.entries()) {
    requireIn(textures, pbrMetallicRoughness?.baseColorTexture?.index, `material ${at}`);
  }
  for (const [at, texture] of textures.entries()) {
    requireIn(images, texture.source, `texture ${at}`);
    requireIn(json.samplers, texture.sampler, `texture ${at}`);
  }
  for (const [at, { bufferView }] of images.entries()) requireIn(json.bufferViews, bufferView, `image ${at}`);
  for (const [at, { mesh, children }] of nodes.entries()) {
    requireIn(meshes, mesh, `node ${at}`);
    for (const child of children ?? []) requireIn(nodes, child, `node ${at}`);
  }
  for (const [at, scene] of scenes.entries()) {
    for (const root of scene.nodes ?? []) requireIn(nodes, root, `scene ${at}`);
  }
  requireIn(scenes, json.scene, 'the file');
}

function requireIn(list: readonly unknown[] | undefined, index: number | undefined, owner: string): void {
  if (index === undefined || index < (list?.length ?? 0)) return;
  throw new Problem('input_malformed', {
    detail: `In the glTF, ${owner} refers to something that does not exist (index ${index}). Export it again.`,
  });
}

const shortened = (text: string): string => {
  const printable = text.replace(/[\p{C}]/gu, '\uFFFD');
  return printable.length > 80 ? `${printable.slice(0, 80)}…` : printable;
};
