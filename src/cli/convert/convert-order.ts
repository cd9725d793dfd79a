import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure } from '../cli-failure.ts';
import type { BarState } from '../progress-bars.ts';
import { checkSource } from '../source-file.ts';
import { DASH } from '../source-files.ts';
import { saveStandardInput, sendToStandardOutput, withPipeFolder } from '../standard-streams.ts';
import { openTargetFile, type TargetFile } from '../target-file.ts';
import type { ConvertedFile, Converter } from './converter.ts';
import type { Order } from './orders.ts';

export interface Watch {
  signal: AbortSignal;
  onState(state: BarState): void;
}

/**
 * One conversion: the target is replaced at its end or not at all.
 * Rejects with a Problem, a CliFailure, a ConvertoError or the signal's reason.
 */
export async function convertOrder(converter: Converter, order: Order, watch: Watch): Promise<ConvertedFile> {
  watch.signal.throwIfAborted();
  if (order.sourcePath !== DASH && order.targetPath !== DASH) {
    return convertFile(converter, order, order.sourcePath, () => openFile(order), watch);
  }
  return withPipeFolder(async (folder) => {
    const input = join(folder, `input${order.source.extensions[0]}`);
    if (order.sourcePath === DASH) await saveStandardInput(input, watch.signal);
    const sourcePath = order.sourcePath === DASH ? input : order.sourcePath;
    const open = async () =>
      order.targetPath === DASH ? openPipe(folder, order, watch.signal) : openFile(order);
    return convertFile(converter, order, sourcePath, open, watch);
  });
}

async function convertFile(
  converter: Converter,
  order: Order,
  sourcePath: string,
  openTarget: () => Promise<TargetFile>,
  { signal, onState }: Watch,
): Promise<ConvertedFile> {
  const { source, target } = order;
  const shown = order.sourcePath === DASH ? 'standard input' : order.sourcePath;
  const sizeBytes = await checkSource(sourcePath, source, shown);
  const file = await openTarget();
  try {
    const targetPath = file.partialPath;
    const made = await converter.convert({ order, sourcePath, sizeBytes, targetPath, signal, onState });
    signal.throwIfAborted();
    return {
      ...made,
      source: { path: order.sourcePath, format: source, sizeBytes },
      target: { path: order.targetPath, format: target, sizeBytes: await file.publish() },
    };
  } finally {
    await file.discard();
  }
}

const openFile = ({ sourcePath, targetPath, clobber }: Order): Promise<TargetFile> =>
  openTargetFile(targetPath, { sourcePath: sourcePath === DASH ? undefined : sourcePath, clobber });

/** Nothing is sent before the result is complete. */
function openPipe(folder: string, order: Order, signal: AbortSignal): TargetFile {
  const partialPath = join(folder, `output${order.target.extensions[0]}`);
  return {
    partialPath,
    async publish() {
      const { size } = await stat(partialPath).catch((error: unknown) => {
        throw fileFailure('read', partialPath, error);
      });
      await sendToStandardOutput(partialPath, signal);
      return size;
    },
    async discard() {}, // with its folder
  };
}
