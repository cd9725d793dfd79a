import { writeFile } from 'node:fs/promises';
import { THUMBNAIL_SIDE } from '../../../domain/engine-port.ts';
import type { MeshModel } from '../model.ts';
import { encodePng } from '../textures/png.ts';
import { scaleDown } from '../textures/scale-down.ts';
import { drawModel } from './draw-model.ts';

/** Along each side of a pixel. */
const SAMPLES = 3;

/**
 * Writes a PNG of the model with a transparent background.
 * @param model Y-up
 */
export async function writeThumbnail(model: MeshModel, path: string): Promise<void> {
  const { side, rgba } = await drawModel(model, THUMBNAIL_SIDE * SAMPLES);
  const samples = { width: side, height: side, channels: 4, samples: rgba } as const;
  const pixels = scaleDown(samples, { width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE }, true);
  await writeFile(path, encodePng(pixels));
}
