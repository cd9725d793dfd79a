import { fill } from '../strings/strings.ts';
import { download } from './download.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import type { ViewerStrings } from './strings.ts';
import { ViewerError } from './viewer-error.ts';
import type { ViewedSide } from './viewing.ts';

/**
 * Loads the models at once. One that cannot be loaded says so in its pane and leaves the other alone.
 * Rejects where none is left.
 */
export async function loadSides(
  sides: readonly ViewedSide[],
  strings: ViewerStrings,
  signal: AbortSignal,
): Promise<void> {
  const errors: ViewerError[] = [];
  const loads = sides.map(async (side) => {
    try {
      side.loaded.value = await loadSide(side, strings, signal);
    } catch (error) {
      if (!(error instanceof ViewerError)) throw error;
      errors.push(error);
      side.problem.value = error.message;
    }
  });
  await Promise.all(loads);
  if (errors.length === sides.length && errors[0] !== undefined) throw errors[0];
}

async function loadSide(
  { model, progress }: ViewedSide,
  strings: ViewerStrings,
  signal: AbortSignal,
): Promise<LoadedModel> {
  const { name, url } = model;
  const glb = await download(url, signal, (now) => {
    progress.value = now;
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new ViewerError('download_failed', fill(strings.cannotDownload, { name }), { cause });
  });
  return await loadModel(glb).catch((cause: unknown) => {
    throw new ViewerError('model_unreadable', fill(strings.cannotRead, { name }), { cause });
  });
}
