import type { EngineProgress } from '../domain/engine-port.ts';
import type { EngineStage } from '../domain/report.ts';

/** The share of the whole that each stage ends at, in percent; `storing` takes the rest, and 100 is `completed`. */
const ENDS: Readonly<Record<EngineStage, number>> = {
  validating: 5,
  reading: 40,
  converting: 65,
  writing: 97,
};
const STARTS: Readonly<Record<EngineStage, number>> = {
  validating: 0,
  reading: 5,
  converting: 40,
  writing: 65,
};

export const STORING_PERCENT = 97;

/** Where previews are made, too: the result is written by then. */
const PREVIEWING_PERCENT = 75;

/** @returns percent of the whole conversion; a stage without a fraction stands at its start */
export function percentOf({ stage, fraction = 0 }: EngineProgress): number {
  const within = Math.min(1, Math.max(0, fraction));
  return STARTS[stage] + (ENDS[stage] - STARTS[stage]) * within;
}

/** As `percentOf`, where previews follow. */
export const percentBeforePreviews = (progress: EngineProgress): number =>
  percentOf(progress) * (PREVIEWING_PERCENT / STORING_PERCENT);

/** @param share of the previews, 0–1 */
export const percentOfPreviews = (share: number): number =>
  PREVIEWING_PERCENT + (STORING_PERCENT - PREVIEWING_PERCENT) * share;
