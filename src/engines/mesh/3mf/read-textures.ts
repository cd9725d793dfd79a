import { overLimit } from '../archive/archive-problems.ts';
import type { Archive } from '../archive/open-archive.ts';
import { findReferred } from '../archive/siblings.ts';
import type { Image } from '../model.ts';
import { imageType } from '../tools/image-type.ts';
import type { ModelPart } from './model-part.ts';

/** Files of the package that are neither its structure nor part of the model: pictures, print tickets, settings of slicers. */
export function countOtherFiles(archive: Archive, parts: ReadonlySet<ModelPart>): number {
  const known = new Set<string>();
  for (const part of parts) {
    known.add(part.name);
    for (const { path } of part.textures.values())
      known.add(findReferred(archive, part.name, path)?.name ?? '');
  }
  const isStructure = (name: string): boolean =>
    name === '[Content_Types].xml' || name.toLowerCase().endsWith('.rels');
  return archive.entries.filter(({ name }) => !known.has(name) && !isStructure(name)).length;
}

/** They are in memory until the model is written. */
const MOST_BYTES = 512 * 1024 * 1024;

/** The images that textures refer to, by their paths as they stand in the model; without those that cannot be read. */
export async function readTextures(
  archive: Archive,
  parts: ReadonlySet<ModelPart>,
): Promise<ReadonlyMap<string, Image>> {
  const images = new Map<string, Image>();
  let bytes = 0;
  for (const part of parts) {
    for (const { path } of part.textures.values()) {
      const entry = images.has(path) ? undefined : findReferred(archive, part.name, path);
      if (entry === undefined) continue;
      bytes += entry.sizeBytes;
      if (bytes > MOST_BYTES) throw overLimit(`The textures have more than ${MOST_BYTES} bytes.`);
      const content = await archive.read(entry);
      const mediaType = imageType(content);
      if (mediaType === undefined) continue;
      const name = entry.name.slice(entry.name.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
      images.set(path, { name, mediaType, bytes: content });
    }
  }
  return images;
}
