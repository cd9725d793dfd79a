import { Problem } from '../../domain/problem.ts';
import type { EngineLimits } from '../engine-module.ts';
import { tooDeepTree, tooManyParts } from './limits.ts';
import type { Image, MeshModel, MeshNode } from './model.ts';
import { sizeOfImage } from './textures/size-of-image.ts';

/** What every reader is held to, of a model as it was read. Throws `input_limit_exceeded`. */
export function refuseBigSource({ nodes, images }: MeshModel, limits: EngineLimits): void {
  refuseBigTree(nodes, limits);
  for (const [index, image] of images.entries()) refuseBigImage(image, index, limits);
}

/** Throws `input_limit_exceeded`. */
export function refuseBigTree(nodes: readonly MeshNode[], limits: EngineLimits): void {
  if (nodes.length > limits.maxParts) throw tooManyParts(nodes.length, limits);
  const levels = new Uint32Array(nodes.length);
  for (const [index, { parent }] of nodes.entries()) {
    levels[index] = parent === undefined ? 1 : levels[parent]! + 1;
    if (levels[index]! > limits.maxTreeDepth) throw tooDeepTree(limits);
  }
}

/**
 * By what the header says, so also where the image is only carried over: whoever opens the target decodes it. What is
 * too damaged to say its size is nothing that a program decodes.
 */
function refuseBigImage(image: Image, index: number, { maxTexturePixels }: EngineLimits): void {
  const size = sizeOfImage(image);
  if (size === undefined || size.width * size.height <= maxTexturePixels) return;
  const name = image.name?.replace(/\p{C}/gu, '\uFFFD').slice(0, 100);
  throw new Problem('input_limit_exceeded', {
    detail:
      `The image ${name ? `"${name}"` : `number ${index + 1}`} has ${size.width} × ${size.height} pixels; the limit is ` +
      `${maxTexturePixels} together. Scale it down, or raise MAX_TEXTURE_PIXELS on this server.`,
  });
}
