import { decode } from 'fast-png';
import type { Locator } from 'playwright-core';
import { PATIENCE_MS } from '../../support/browser.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** Red, green, blue and perhaps alpha of each pixel, row by row. */
export interface Picture {
  data: Uint8Array;
  channels: number;
}

/** What a person sees of the element, once it stays the same. */
export async function settledPicture(element: Locator): Promise<Picture> {
  let picture = await pictureOf(element);
  await waitUntil(
    'the picture stays the same',
    async () => {
      const before = picture;
      picture = await pictureOf(element);
      return differingPixels(before, picture) === 0;
    },
    PATIENCE_MS,
  );
  return picture;
}

/** How many pixels are another colour than in the other picture; all where the size is another. */
export function differingPixels(left: Picture, right: Picture): number {
  const { data, channels } = left;
  if (data.length !== right.data.length) return data.length / channels;
  return countPixels(left, (start) => !isSame(data, start, right.data, start));
}

/** How many pixels are another colour than the last one, which is the background. */
export function drawnPixels(picture: Picture): number {
  const { data, channels } = picture;
  return countPixels(picture, (start) => !isSame(data, start, data, data.length - channels));
}

async function pictureOf(element: Locator): Promise<Picture> {
  const { data, channels } = decode(await element.screenshot());
  return { data: Uint8Array.from(data), channels };
}

function countPixels({ data, channels }: Picture, counts: (start: number) => boolean): number {
  let count = 0;
  for (let start = 0; start < data.length; start += channels) if (counts(start)) count += 1;
  return count;
}

const isSame = (left: Uint8Array, at: number, right: Uint8Array, from: number): boolean =>
  [0, 1, 2].every((channel) => Math.abs(left[at + channel]! - right[from + channel]!) < 3);
