import type { Siblings } from '../mesh-source.ts';
import type { Image } from '../model.ts';
import { wrapOf } from './boundary-modes.ts';
import { within } from './load-references.ts';
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
 * @param nodes each with the folder of the file that it stands in
 */
export async function readTextures(
  nodes: ReadonlyMap<SceneNode, string>,
  siblings: Siblings | undefined,
): Promise<Textures> {
  const images: Image[] = [];
  const places = new Map<SceneNode, number>();
  const read = new Map<string, { image: Image | undefined; places: Map<string, number> }>();
  for (const [node, folder] of nodes) {
    for (const url of stringsOf(node, 'url')) {
      const address = within(folder, url);
      let known = read.get(address);
      if (known === undefined) {
        known = { image: await readImage(address, siblings), places: new Map() };
        read.set(address, known);
      }
      if (known.image === undefined) continue;
      const wrap = wrapOf(node);
      const key = `${wrap?.u} ${wrap?.v}`;
      const place = known.places.get(key) ?? images.push(wrap ? { ...known.image, wrap } : known.image) - 1;
      known.places.set(key, place);
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

async function readImage(url: string, siblings: Siblings | undefined): Promise<Image | undefined> {
  const isData = /^data:/i.test(url);
  const bytes = isData ? decodeDataUri(url) : await siblings?.read(url);
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
