import { ENGINE_STAGES, type EngineStage } from '../../domain/report.ts';
import type { Tell } from '../engine-module.ts';

/**
 * Passes on each new stage at once and growing fractions of it at most every `intervalMs`; a stage that is over and
 * a fraction that does not grow are dropped. What it drops is never sent later: an engine blocks the event loop.
 */
export function throttleProgress(send: Tell, intervalMs: number, now: () => number): Tell {
  let stageIndex = -1;
  let sentFraction = -1;
  let sentAt = 0;
  return (stage: EngineStage, fraction?: number) => {
    const index = ENGINE_STAGES.indexOf(stage);
    if (index < stageIndex) return;
    const share =
      fraction === undefined || Number.isNaN(fraction) ? undefined : Math.min(1, Math.max(0, fraction));
    if (index === stageIndex) {
      if (share === undefined || share <= sentFraction || now() - sentAt < intervalMs) return;
    }
    stageIndex = index;
    sentFraction = share ?? -1;
    sentAt = now();
    send(stage, share);
  };
}
