import type { Image } from '../model.ts';
import { frameOfJpeg } from './jpeg.ts';
import type { Size } from './pixels.ts';
import { sizeOfPng } from './png.ts';

/** Of any PNG or JPEG, also of those that are not decoded here; undefined where its header does not say it. */
export function sizeOfImage({ mediaType, bytes }: Image): Size | undefined {
  try {
    return mediaType === 'image/png' ? sizeOfPng(bytes) : frameOfJpeg(bytes).size;
  } catch {
    return undefined;
  }
}
