import { Problem } from '../../../domain/problem.ts';
import type { GltfJson } from './gltf-json.ts';
import { printable } from './printable.ts';

/** Read here wherever they stand. */
const READ: ReadonlySet<string> = new Set([
  'KHR_draco_mesh_compression',
  'EXT_meshopt_compression',
  'KHR_meshopt_compression',
  'KHR_mesh_quantization',
  'KHR_texture_transform',
  'KHR_materials_unlit',
  'KHR_materials_emissive_strength',
  'KHR_materials_pbrSpecularGlossiness',
]);

/** Counted where they stand, so that the list of ignored extensions need not name them. */
const COUNTED: ReadonlySet<string> = new Set(['KHR_lights_punctual']);

/**
 * A file that requires one of these can be read without it: its shape is all there, and what is missing of its
 * appearance is reported. The rest may change what the shape is.
 */
const ONLY_APPEARANCE =
  /^KHR_materials_|^(KHR|EXT|MSFT)_texture_(basisu|webp|avif|dds)$|^KHR_(lights_|xmp|animation_)|_lod$/;

const isReadable = (name: string): boolean =>
  READ.has(name) || COUNTED.has(name) || ONLY_APPEARANCE.test(name);

export function refuseUnreadableExtensions(json: GltfJson): void {
  const unreadable = (json.extensionsRequired ?? []).filter((name) => !isReadable(name));
  if (unreadable.length === 0) return;
  const names = unreadable.slice(0, 5).map(printable).join(', ');
  throw new Problem('input_feature_unsupported', {
    detail: `The glTF requires ${names}, which this server does not read. Export it without.`,
  });
}

/** Extensions that are used and not read. */
export const listIgnoredExtensions = (json: GltfJson): string[] =>
  (json.extensionsUsed ?? []).filter((name) => !READ.has(name) && !COUNTED.has(name)).map(printable);
