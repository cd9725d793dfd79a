import type { Siblings } from '../mesh-source.ts';
import type { Image } from '../model.ts';
import { type SceneNode, stringsOf } from './syntax/scene-node.ts';

/** The images of a scene, read before the scene is built. */
export interface Textures {
  readonly images: Image[];
  /** Index into `images`. */
  imageOf(texture: SceneNode): number | undefined;
  isGrey(image: number): boolean;
}

const PNG_COLOUR_TYPE = 25;

/**
 * Reads the images that nodes ImageTexture name: the first of each that is there and is PNG or JPEG.
 * @param read for each node the files beside the one that it stands in
 */
export async function readTextures(nodes: ReadonlyMap<SceneNode, Siblings['read']>): Promise<Textures> {
  const images: Image[] = [];
  const places = new Map<SceneNode, number>();
  const byUrl = new Map<string, number>();
  for (const [node, read] of nodes) {
    for (const url of stringsOf(node, 'url')) {
      let place = byUrl.get(url);
      if (place === undefined) {
        const image = await readImage(url, read);
        if (image === undefined) continue;
        place = images.push(image) - 1;
        byUrl.set(url, place);
      }
      places.set(node, place);
      break;
    }
  }
  return {
    images,
    imageOf: (texture) => places.get(texture),
    isGrey(place) {
      const { mediaType, bytes } = images[place]!;
      return mediaType === 'image/png' && (bytes[PNG_COLOUR_TYPE]! & 2) === 0;
    },
  };
}

async function readImage(url: string, read: Siblings['read']): Promise<Image | undefined> {
  const isData = /^data:/i.test(url);
  const bytes = isData ? decodeDataUri(url) : await read(url);
  if (bytes === undefined) return undefined;
  const mediaType = sniff(bytes);
  if (mediaType === undefined) return undefined;
  const name = isData ? undefined : url.split(/[\\/]/).at(-1);
  return { mediaType, bytes, ...(name && { name }) };
}

function decodeDataUri(uri: string): Buffer | undefined {
  const comma = uri.indexOf(',');
  return comma > 0 && /;base64$/i.test(uri.slice(0, comma))
    ? Buffer.from(uri.slice(comma + 1), 'base64')
    : undefined;
}

function sniff(bytes: Uint8Array): Image['mediaType'] | undefined {
  const begins = (...magic: number[]) => magic.every((byte, at) => bytes[at] === byte);
  if (begins(0x89, 0x50, 0x4e, 0x47) && bytes.length > PNG_COLOUR_TYPE) return 'image/png';
  return begins(0xff, 0xd8, 0xff) ? 'image/jpeg' : undefined;
}
