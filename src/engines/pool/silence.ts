import { stat } from 'node:fs/promises';
import type { EngineJob } from '../../domain/engine-port.ts';
import type { FormatId } from '../../domain/formats.ts';
import type { EngineStage } from '../../domain/report.ts';

/**
 * Seconds that a reader which is not ours may be silent for each megabyte of a file: it hangs on some damaged files, and
 * takes a large good one in a single call that answers nothing meanwhile. About thirty times what docs/engines.md says was
 * measured; an archive may hold any of them, packed.
 */
const SECONDS_PER_MEGABYTE: Partial<Record<FormatId, number>> = {
  ifc: 30,
  '3dm': 30,
  dae: 60,
  fbx: 60,
  '3ds': 60,
  zip: 300,
};

/**
 * How long the engine may show no progress while it reads this file; undefined: as long as it wants.
 * @param leastMs for small files
 */
export async function silenceLimit(
  { sourceFormat, sourcePath }: EngineJob,
  leastMs: number | undefined,
): Promise<number | undefined> {
  const seconds = SECONDS_PER_MEGABYTE[sourceFormat];
  if (leastMs === undefined || seconds === undefined) return undefined;
  const { size } = await stat(sourcePath).catch(() => ({ size: 0 })); // the engine says that it is not there
  return Math.max(leastMs, (size / 1e6) * seconds * 1000);
}

export interface SilenceWatch {
  heard(stage: EngineStage): void;
  stop(): void;
}

/** @param onSilence called once where nothing was heard for so long before the file was read */
export function watchSilence(limitMs: number | undefined, onSilence: () => void): SilenceWatch {
  if (limitMs === undefined) return { heard() {}, stop() {} };
  const timer = setTimeout(onSilence, Math.min(limitMs, LONGEST_TIMER_MS));
  return {
    heard(stage) {
      if (stage === 'validating' || stage === 'reading') timer.refresh();
      else clearTimeout(timer); // what follows is our own code, and knows its end
    },
    stop: () => clearTimeout(timer),
  };
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;
