import { Problem } from '../../../domain/problem.ts';
import { isDataUri } from './data-uri.ts';
import type { GltfJson, GltfMaterial } from './gltf-json.ts';
import { printable } from './printable.ts';
import { specularGlossinessOf } from './specular-glossiness.ts';

/**
 * Buffers and images beside the file come from the archive that it was uploaded in, or not at all. Throws
 * `input_external_reference`.
 */
export function refuseExternalReferences(json: GltfJson): void {
  for (const { uri } of [...(json.buffers ?? []), ...(json.images ?? [])]) {
    if (uri === undefined || isDataUri(uri)) continue;
    throw new Problem('input_external_reference', {
      detail:
        `The glTF refers to another file, "${printable(uri)}". ` +
        'Upload a ZIP with the glTF and its files, or embed them, for example by exporting as .glb.',
    });
  }
}

/** Every index that the JSON holds points at something. Accessors and buffer views have their own check. */
export function checkReferences(json: GltfJson): void {
  const {
    meshes = [],
    materials = [],
    textures = [],
    images = [],
    nodes = [],
    scenes = [],
    skins = [],
  } = json;
  for (const [at, { primitives }] of meshes.entries()) {
    for (const { attributes, targets = [], indices, material } of primitives) {
      for (const accessor of [attributes, ...targets].flatMap((each) => Object.values(each))) {
        requireIn(json.accessors, accessor, `mesh ${at}`);
      }
      requireIn(json.accessors, indices, `mesh ${at}`);
      requireIn(materials, material, `mesh ${at}`);
    }
  }
  for (const [at, material] of materials.entries()) {
    for (const index of listTextures(material)) requireIn(textures, index, `material ${at}`);
  }
  for (const [at, texture] of textures.entries()) {
    requireIn(images, texture.source, `texture ${at}`);
    requireIn(json.samplers, texture.sampler, `texture ${at}`);
  }
  for (const [at, { bufferView }] of images.entries()) requireIn(json.bufferViews, bufferView, `image ${at}`);
  for (const [at, { joints, inverseBindMatrices }] of skins.entries()) {
    for (const joint of joints) requireIn(nodes, joint, `skin ${at}`);
    requireIn(json.accessors, inverseBindMatrices, `skin ${at}`);
  }
  for (const [at, { mesh, skin, children }] of nodes.entries()) {
    requireIn(meshes, mesh, `node ${at}`);
    requireIn(skins, skin, `node ${at}`);
    for (const child of children ?? []) requireIn(nodes, child, `node ${at}`);
  }
  for (const [at, scene] of scenes.entries()) {
    for (const root of scene.nodes ?? []) requireIn(nodes, root, `scene ${at}`);
  }
  requireIn(scenes, json.scene, 'the file');
}

function listTextures(material: GltfMaterial): (number | undefined)[] {
  const { pbrMetallicRoughness: pbr, normalTexture, occlusionTexture, emissiveTexture } = material;
  const given = [pbr?.baseColorTexture, pbr?.metallicRoughnessTexture, normalTexture, occlusionTexture];
  return [...given, emissiveTexture, specularGlossinessOf(material)?.diffuseTexture].map(
    (info) => info?.index,
  );
}

function requireIn(list: readonly unknown[] | undefined, index: number | undefined, owner: string): void {
  if (index === undefined || index < (list?.length ?? 0)) return;
  throw new Problem('input_malformed', {
    detail: `In the glTF, ${owner} refers to something that does not exist (index ${index}). Export it again.`,
  });
}
