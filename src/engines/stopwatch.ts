import type { Report } from '../domain/report.ts';

type Step = keyof Report['timingsMs'];

/** Measures steps that follow one another. */
export function startStopwatch() {
  const timingsMs: Report['timingsMs'] = {};
  let since = performance.now();
  return {
    timingsMs,
    /** Ends a step that began when the one before ended. */
    lap(step: Step): void {
      const now = performance.now();
      timingsMs[step] = (timingsMs[step] ?? 0) + now - since;
      since = now;
    },
  };
}

export type Stopwatch = ReturnType<typeof startStopwatch>;
