import type { Image, MeshModel } from '../model.ts';
import { counted, type OnFraction } from '../read-result.ts';
import { inSteps, untold, within } from '../tools/shares.ts';
import { decodeJpeg, encodeJpeg, sizeOfJpeg } from './jpeg.ts';
import { fitted, MOST_PIXELS } from './pixels.ts';
import { decodePng, encodePng, sizeOfPng } from './png.ts';
import { scaleDown } from './scale-down.ts';

/** Where these end, of the time that an image takes. */
const DECODED = 0.4;
const SCALED = 0.9;

/**
 * Scales images down whose longer side has more than so many pixels; the others keep their bytes. What cannot be
 * decoded stays as it is, with a warning. The same image gives the same bytes.
 */
export async function limitTextures(
  model: MeshModel,
  longest: number,
  warnings: string[],
  onFraction: OnFraction = untold,
): Promise<MeshModel> {
  const colours = new Set(
    model.materials.flatMap(({ baseColourImage, emissiveImage }) => [baseColourImage, emissiveImage]),
  );
  const nextImage = inSteps(model.images.length, onFraction);
  const images: Image[] = [];
  let scaled = 0;
  let left = 0;
  for (const [index, image] of model.images.entries()) {
    const onImage = nextImage();
    try {
      const smaller = await limited(image, longest, colours.has(index), onImage);
      if (smaller !== undefined) scaled += 1;
      images.push(smaller ?? image);
    } catch {
      left += 1;
      images.push(image);
    }
    onImage(1);
  }
  if (scaled > 0) warnings.push(`${counted(scaled, 'texture')} scaled down to ${longest} pixels.`);
  if (left > 0) {
    warnings.push(
      `${counted(left, 'texture')} not scaled down: damaged, or of a kind or size that is not decoded here.`,
    );
  }
  return scaled === 0 ? model : { ...model, images };
}

/** Undefined where it is small enough. Throws where it cannot be decoded. */
async function limited(
  image: Image,
  longest: number,
  isColour: boolean,
  onFraction: OnFraction,
): Promise<Image | undefined> {
  const { bytes } = image;
  const isPng = image.mediaType === 'image/png';
  const size = isPng ? sizeOfPng(bytes) : sizeOfJpeg(bytes);
  if (Math.max(size.width, size.height) <= longest) return undefined;
  const pixels = size.width * size.height;
  if (pixels === 0 || pixels > MOST_PIXELS) throw new Error(`${pixels} pixels`);
  const decoded = isPng ? decodePng(bytes) : await decodeJpeg(bytes);
  const smaller = scaleDown(decoded, fitted(size, longest), isColour, within(onFraction, DECODED, SCALED));
  return { ...image, bytes: isPng ? encodePng(smaller) : await encodeJpeg(smaller, isColour) };
}
